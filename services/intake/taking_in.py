"""Taking somebody in who phones: the person, the consent they gave, and a need or an offer of theirs, in one step."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.effort import Effort
from core.errors import Invalid
from core.models import Need, Offer
from matching.words.vocabulary import Role
from services.access import rights
from services.needs import posts as need_posts
from services.needs.posts import NeedDraft
from services.offers import posts as offer_posts
from services.offers.posts import OfferDraft
from services.representation import entries, standing, take_overs
from services.representation.entries import PersonDraft
from services.representation.standing import Represented


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told on the phone. `person`: somebody new, or one whom the caller speaks for already. `card`: they
    are to have a card, by which they can take everything over.
    """

    person: PersonDraft | UUID
    need: NeedDraft | None = None
    offer: OfferDraft | None = None
    card: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """The word that is printed on a card, shown once; and until when it is good."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of it."""

    person: Represented
    need: Need | None
    offer: Offer | None
    card: Card | None


def take_in(
    session: Session,
    caller: Caller,
    community_id: UUID,
    told: Told,
    *,
    now: datetime,
    effort: Effort | None = None,
) -> Intake:
    """Writes down who phoned and what they agreed to, posts what they need or offer in this circle, and makes a card;
    all of it, or nothing. A call that they had asked for is done with it.

    Raises Invalid where both a need and an offer are told, what is not for the circle, or a consent that nobody gave on
    the phone, in person or in writing; else as `entries.enter`, `standing.get` and the posting do.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    _ensure_one(told)
    if isinstance(told.person, UUID):
        person = standing.get(session, caller, told.person)
    else:
        person = entries.enter(session, caller, replace(told.person, community_id=community_id), now=now)
        caller = _speaking_for(caller, person)
    whom = person.person.id
    need = offer = card = None
    if told.need is not None:
        draft = replace(told.need, on_behalf_of=whom, community_id=community_id)
        need = need_posts.post(session, caller, draft, now=now, effort=effort)
    if told.offer is not None:
        offered = replace(told.offer, on_behalf_of=whom, community_id=community_id)
        offer = offer_posts.post(session, caller, offered, now=now)
    if told.card:
        card = Card(*take_overs.make_code(session, caller, whom, card=True, now=now))
    return Intake(person, need, offer, card)


def _ensure_one(told: Told) -> None:
    if told.need is not None and told.offer is not None:
        raise Invalid("/offer", "need_or_offer")


def _speaking_for(caller: Caller, person: Represented) -> Caller:
    """The caller, who speaks for this person from now on, as far as the consent covers."""
    covers = frozenset(person.consent.covers) if person.consent.given_at is not None else frozenset()
    return replace(caller, represents={**caller.represents, person.person.id: covers})
