"""The plain values that matching thinks in: what tables keep of them stands in their columns as JSON
(`core.models.values`), what comes from several rows `services.facts` puts together.

Times are aware UTC datetimes, distances kilometres, places the centres of coarse cells (degrees).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from matching.words.tasks import CostKind, Involves, Requires, Weekday
from matching.words.vocabulary import Decide, OrganisationKind, PlaceKind, TrustLevel, Unit, Urgency, WhoHelps


@dataclass(frozen=True, slots=True)
class Point:
    """A cell's centre in degrees, WGS 84. `radius_km`: of a disc as large as the cell; 0: it is the place itself."""

    lat: float
    lon: float
    radius_km: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, the end not included."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Window") -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Window") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class ItsTime:
    """The time of a match: `agreed`, or some time `between` two moments, or neither."""

    agreed: Window | None = None
    between: Window | None = None

    @property
    def stretch(self) -> Window | None:
        """From when to when it may be, where it has a time."""
        return self.agreed or self.between


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly time in the helper's own local time. An end not after the start runs past midnight."""

    weekday: Weekday
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Away:
    """Local days on which a helper is away, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cost:
    """What the task costs: `up_to` in minor-free units of `currency` (ISO 4217); None: nothing was said."""

    kind: CostKind = CostKind.NONE
    up_to: float | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """What a helper can lay out (to be repaid) or give, in `currency`."""

    advance_up_to: float = 0.0
    gift_up_to: float = 0.0
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class RiskRule:
    """What a category asks of helpers: a least trust level, and of a task: how many must come together."""

    min_trust: TrustLevel = TrustLevel.NEW
    at_least: int = 1

    @property
    def is_special(self) -> bool:
        return self.min_trust is not TrustLevel.NEW or self.at_least > 1


@dataclass(frozen=True, slots=True)
class Criteria:
    """The beneficiary's own hard rules, lists in the order in which they wrote them. Neither the engine nor a
    coordinator can override them.
    """

    min_trust: TrustLevel = TrustLevel.NEW
    languages: tuple[str, ...] = ()
    by: WhoHelps = WhoHelps.EITHER
    not_kinds: tuple[OrganisationKind, ...] = ()
    max_distance_km: float | None = None
    allies: bool = False
    exclude: tuple[UUID, ...] = ()
    decide: Decide = Decide.I_CHOOSE


@dataclass(frozen=True, slots=True)
class Need:
    """What matching knows of a need. `point` is None when it is remote; `remaining` None means whatever comes.

    `windows`: when it may be met, none: at any time. `minutes` is how long it takes, None: the whole window.
    `asked_anew_at`: since it was renewed or changed then, it is another question to those who were silent before.
    """

    id: UUID
    community_id: UUID
    author_id: UUID
    category: str
    point: Point | None
    posted_at: datetime
    expires_at: datetime
    organisation_id: UUID | None = None
    place_kind: PlaceKind = PlaceKind.AT_NEED
    windows: tuple[Window, ...] = ()
    minutes: int | None = None
    remaining: int | None = 1
    unit: Unit = Unit.HELPER
    at_least: int = 1
    urgency: Urgency = Urgency.SOON
    language: str = "en"
    involves: frozenset[Involves] = frozenset()
    requires: frozenset[Requires] = frozenset()
    cost: Cost = field(default_factory=Cost)
    criteria: Criteria = field(default_factory=Criteria)
    risk: RiskRule = field(default_factory=RiskRule)
    author_is_minor: bool = False
    asked_anew_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What matching knows of an offer and of the helper behind it, at one moment.

    `helper_id` is the person's, or the organisation's where it acts. `busy` are the agreed times of the helper's
    confirmed matches; `held` is when each of this offer's matches holds a place, `promised_at` the moment by which
    each counts for a week (`matching.rules.holding`). `alpha`, `beta` are the Beta posterior of a yes;
    `asked_in_week` decays over 7 days, `recent_load` (matches done) over 14. `allied`: of another community than the
    need; `alliance_over`: and no alliance stands between the two, so that nobody is asked and no trust counts.
    `under_concern`: somebody raised a concern about them at which no human has looked yet, or one is to speak with
    them first. `trust_since`: when this trust was gained; None: from before that was written down, or never.
    """

    id: UUID
    helper_id: UUID
    community_id: UUID
    categories: frozenset[str]
    point: Point | None
    languages: frozenset[str] = frozenset()
    reach_km: float = 5.0
    remote: bool = False
    time_zone: str = "UTC"
    availability: tuple[Slot, ...] = ()
    away: tuple[Away, ...] = ()
    at_a_time: int = 1
    per_week: int = 2
    has: frozenset[Requires] = frozenset()
    cannot: frozenset[Involves] = frozenset()
    money: Money = field(default_factory=Money)
    stock: int | None = None
    up_to: int = 1
    trust: TrustLevel = TrustLevel.NEW
    trust_since: datetime | None = None
    is_adult: bool = True
    organisation_id: UUID | None = None
    organisation_kind: OrganisationKind | None = None
    organisation_verified: bool = False
    allied: bool = False
    alliance_over: bool = False
    under_concern: bool = False
    paused: bool = False
    ends_at: datetime | None = None
    busy: tuple[Window, ...] = ()
    held: tuple[Window, ...] = ()
    promised_at: tuple[datetime, ...] = ()
    asked_today: int = 0
    asked_this_week: int = 0
    asks_a_day: int = 1
    asks_a_week: int = 4
    urgent_welcome: bool = False
    alpha: float = 1.2
    beta: float = 8.0
    asked_in_week: float = 0.0
    recent_load: float = 0.0
    last_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking one helper for one need so far, a no apart.

    `silent` proposals reached them and ended without a word, the last of them at `silent_until`. `in_vain`: these, and
    those that rang and were taken back before they answered, since others helped or the need changed. `stood_back`: the
    last between the two was a yes that was not needed.
    """

    silent: int = 0
    in_vain: int = 0
    silent_until: datetime | None = None
    stood_back: bool = False


NOT_YET_ASKED = Asked()


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known between one need and one helper, and is nobody else's business.

    `too_close`: whoever speaks for the author speaks for the helper too, or may be of one household with them.
    """

    own_need: bool = False
    too_close: bool = False
    blocked: bool = False
    earlier_no: bool = False
    author_said_no: bool = False
    live_match: bool = False
    asked: Asked = NOT_YET_ASKED
