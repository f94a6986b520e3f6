"""What of a match and of a candidate each side sees."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, text
from sqlmodel import Session, col

from core.access import Caller, sees_match, sees_stub_of_match
from core.crypto.keyring import keyring
from core.database import listing
from core.database.conditions import among
from core.models import Match, Message
from matching.asking.scoring import BENEFICIARY_MAY_SEE, Parts, Why
from matching.words.values import Window
from matching.words.vocabulary import LIVE_MATCH, By, MatchStatus, TrustLevel
from services import sealed
from services.access import rights
from services.access.moves import Standing
from services.afterwards import messages, reports
from services.facts import meetings
from services.facts.meetings import Chance
from services.matches import near
from services.places import shown_cells


@dataclass(frozen=True, slots=True)
class Opening:
    """Contact opens with so many: how much is agreed or done, of how much that is needed for it."""

    confirmed: int
    of: int


@dataclass(frozen=True, slots=True)
class Circle:
    """A community, as one names it."""

    id: UUID
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as one caller sees it; where the two do not meet any more, that it is off and for when it was."""

    match: Match
    circle: Circle
    side: By
    reasons: list[str]
    allowed: list[str]
    helper_name: str | None = None
    helper_trust: TrustLevel | None = None
    organisation: str | None = None
    distance_band: str | None = None
    score: int | None = None
    parts: dict[str, int] | None = None
    thanks: str | None = None
    unread: int = 0
    contact_opens: Opening | None = None
    meeting: tuple[Window, ...] | None = None
    """When both have time, to the helper alone; None: at any time."""
    spoke: frozenset[By] = frozenset()
    """Who has said how it went."""
    other_left: bool = False
    """Whoever is on the other side has left Minka for good."""


_PEOPLE = text("""
    SELECT m.id, p.id AS person, p.erased_at IS NOT NULL AS helper_left, b.erased_at IS NOT NULL AS author_left,
           p.display_name, k.wrapped, s.trust, g.name AS organisation,
           o.cell AS offer_cell, n.cell AS need_cell, c.slug, c.name AS circle, n.at_least,
           n.status = 'open' AND n.expires_at > :now AS need_is_open,
           ARRAY (SELECT side FROM match_report z WHERE z.match_id = m.id) AS spoke,
           (SELECT coalesce(sum(CASE status WHEN 'confirmed' THEN quantity ELSE completed_quantity END), 0)
              FROM match WHERE need_id = m.need_id AND status IN ('confirmed', 'completed')) AS agreed,
           (SELECT count(*) FROM message u WHERE u.match_id = m.id AND u.author_id <> :me
               AND (r.up_to IS NULL OR u.id > r.up_to)) AS unread,
           t.thanks, t.author_id AS thanks_by, tk.wrapped AS thanks_key
      FROM match m
      JOIN person p ON p.id = m.helper_person_id
      JOIN person b ON b.id = m.beneficiary_id
      LEFT JOIN person_key k ON k.person_id = p.id
      JOIN offer o ON o.id = m.offer_id
      JOIN need n ON n.id = m.need_id
      JOIN community c ON c.id = m.community_id
      LEFT JOIN organisation g ON g.id = o.organisation_id
      LEFT JOIN membership s ON s.person_id = p.id AND s.community_id = o.community_id
      LEFT JOIN message_seen r ON r.match_id = m.id AND r.person_id = :me
      LEFT JOIN match_report t ON t.match_id = m.id AND m.status = 'completed'
       AND t.side = CASE WHEN m.beneficiary_id = :me THEN 'helper' WHEN m.helper_person_id = :me THEN 'beneficiary'
                         WHEN m.beneficiary_id = ANY(:voices) THEN 'helper' ELSE 'beneficiary' END
      LEFT JOIN person_key tk ON tk.person_id = t.author_id
     WHERE m.id = ANY(:matches)
""")


class _Around(Protocol):
    """The row of a match's people and places."""

    person: UUID
    helper_left: bool
    author_left: bool
    display_name: bytes | None
    wrapped: bytes | None
    trust: str | None
    organisation: str | None
    offer_cell: int | None
    need_cell: int | None
    slug: str
    circle: str
    at_least: int
    need_is_open: bool
    spoke: list[str]
    agreed: int
    unread: int
    thanks: bytes | None
    thanks_by: UUID | None
    thanks_key: bytes | None


def views(session: Session, caller: Caller, matches: Sequence[Match], *, now: datetime) -> list[MatchView]:
    """Matches the caller may see, each from their side of it; as many queries for any number of them."""
    if not matches:
        return []
    session.flush()
    asked = {"matches": [m.id for m in matches], "me": caller.person_id, "voices": caller.voices, "now": now}
    rows = {r.id: r for r in session.execute(_PEOPLE, asked)}
    helping = [m.id for m in matches if m.status in LIVE_MATCH and rights.side(caller, m) is By.HELPER]
    chances = meetings.of_matches(session, helping, now=now)
    return [
        _view(session, caller, match, cast(_Around, rows[match.id]), chances.get(match.id), now)
        for match in matches
    ]


def view(session: Session, caller: Caller, match: Match, *, now: datetime) -> MatchView:
    """A match the caller may see, from their side of it."""
    return views(session, caller, [match], now=now)[0]


def _view(
    session: Session, caller: Caller, match: Match, row: _Around, chance: Chance | None, now: datetime
) -> MatchView:
    side, circle = rights.side(caller, match), Circle(match.community_id, row.slug, row.circle)
    if not caller.blocked.isdisjoint((match.helper_person_id, match.beneficiary_id)):
        return MatchView(match=match, circle=circle, side=side, reasons=[], allowed=[])
    said_yes = match.helper_key_at is not None
    keyring(session).learn(row.person, row.wrapped)
    name = sealed.opened_display_name(session, row.person, row.display_name)
    shown = shown_band(row.need_cell, row.offer_cell)
    return MatchView(
        match=match,
        circle=circle,
        side=side,
        reasons=reasons(match.reasons, side, shown),
        allowed=near.moves(
            session,
            caller,
            match,
            side,
            Standing(
                need_is_open=row.need_is_open,
                has_time=chance is None or chance.has_time,
                now=now,
                reported=bool(row.spoke),
            ),
        ),
        helper_name=name if said_yes or side is By.HELPER else None,
        helper_trust=TrustLevel(row.trust) if row.trust and said_yes else None,
        organisation=row.organisation,
        distance_band=shown,
        score=match.score if side is By.COORDINATOR else None,
        parts=_parts(match) if side is By.COORDINATOR else None,
        thanks=_thanks(session, match, row) if side is not By.COORDINATOR else None,
        unread=row.unread if side is not By.COORDINATOR else 0,
        contact_opens=_opening(match, side, row),
        meeting=chance.meeting if chance else None,
        spoke=frozenset(map(By, row.spoke)),
        other_left=row.author_left if side is By.HELPER else row.helper_left,
    )


def _thanks(session: Session, match: Match, row: _Around) -> str | None:
    """What the other side wrote to say thank you."""
    if row.thanks is None or row.thanks_by is None:
        return None
    keyring(session).learn(row.thanks_by, row.thanks_key)
    other = By.HELPER if row.thanks_by == match.helper_person_id else By.BENEFICIARY
    return reports.opened_thanks(session, match.id, other, row.thanks_by, row.thanks)


def _opening(match: Match, side: By, row: _Around) -> Opening | None:
    """How near the place and the phones are to opening; to a helper once they are among those confirmed."""
    if side is By.HELPER and match.status is not MatchStatus.CONFIRMED:
        return None
    return Opening(min(int(row.agreed), row.at_least), row.at_least)


def _parts(match: Match) -> dict[str, int] | None:
    return Parts(**match.parts).shown() if match.parts else None


def reasons(codes: Sequence[str], side: By, shown_band: str | None) -> list[str]:
    """The reasons this side may know. Distances are told by shown cells, whatever matching computed with."""
    told: list[str] = []
    for code in codes:
        why = Why(code.partition(":")[0])
        if side is not By.HELPER and why not in BENEFICIARY_MAY_SEE:
            continue
        if why is Why.NEAR and shown_band is None:
            continue
        told.append(f"{Why.NEAR}:{shown_band}" if why is Why.NEAR else code)
    return told


def shown_band(a: int | None, b: int | None) -> str | None:
    """About how far two shown cells are apart, as a band; None where one of the two is not known."""
    return shown_cells.band_between(a, b) if a and b else None


def listed(
    session: Session,
    caller: Caller,
    *,
    role: By | None = None,
    statuses: Collection[MatchStatus] = (),
    unread: bool = False,
    newest: bool = False,
    after: UUID | None,
    limit: int,
) -> list[Match]:
    """One's own matches, on either side. `unread`: only those with messages that the caller has not seen."""
    wanted = [own(caller, role), or_(sees_match(caller), sees_stub_of_match(caller))]
    if unread:
        wanted.append(exists().where(col(Message.match_id) == Match.id, messages.unseen(caller)))
    return listing.page(session, Match, *wanted, statuses=statuses, newest=newest, after=after, limit=limit)


def own(caller: Caller, role: By | None = None) -> ColumnElement[bool]:
    """Matches of which the caller, or somebody they speak for, is this side; without one, either."""
    helper = among(col(Match.helper_person_id), caller.voices)
    beneficiary = among(col(Match.beneficiary_id), caller.voices)
    sides = {By.HELPER: helper, By.BENEFICIARY: beneficiary}
    return sides[role] if role in sides else or_(helper, beneficiary)
