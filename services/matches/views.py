"""What of a match and of a candidate each side sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import or_, text
from sqlmodel import Session, col

from core.access import Caller, sees_match, sees_stub_of_match
from core.crypto.keyring import keyring
from core.database import listing
from core.models import Match
from matching.asking.scoring import BENEFICIARY_MAY_SEE, Parts, Why
from matching.words.vocabulary import By, MatchStatus, TrustLevel
from services import sealed
from services.access import moves as match_moves
from services.access import rights
from services.afterwards import reports
from services.places import shown_cells


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as one caller sees it; where the two do not meet any more, that it is off and for when it was."""

    match: Match
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


_PEOPLE = text("""
    SELECT m.id, p.id AS person, p.display_name, k.wrapped, s.trust, g.name AS organisation,
           o.cell AS offer_cell, n.cell AS need_cell
      FROM match m
      JOIN person p ON p.id = m.helper_person_id
      LEFT JOIN person_key k ON k.person_id = p.id
      JOIN offer o ON o.id = m.offer_id
      JOIN need n ON n.id = m.need_id
      LEFT JOIN organisation g ON g.id = o.organisation_id
      LEFT JOIN membership s ON s.person_id = p.id AND s.community_id = o.community_id
     WHERE m.id = ANY(:matches)
""")


class _Around(Protocol):
    """The row of a match's people and places."""

    person: UUID
    display_name: bytes | None
    wrapped: bytes | None
    trust: str | None
    organisation: str | None
    offer_cell: int | None
    need_cell: int | None


def views(session: Session, caller: Caller, matches: Sequence[Match]) -> list[MatchView]:
    """Matches the caller may see, each from their side of it; one query for any number of them."""
    if not matches:
        return []
    session.flush()
    rows = {r.id: r for r in session.execute(_PEOPLE, {"matches": [m.id for m in matches]})}
    return [_view(session, caller, match, cast(_Around, rows[match.id])) for match in matches]


def view(session: Session, caller: Caller, match: Match) -> MatchView:
    """A match the caller may see, from their side of it."""
    return views(session, caller, [match])[0]


def _view(session: Session, caller: Caller, match: Match, row: _Around) -> MatchView:
    side = rights.side(caller, match)
    if not caller.blocked.isdisjoint((match.helper_person_id, match.beneficiary_id)):
        return MatchView(match=match, side=side, reasons=[], allowed=[])
    said_yes = match.helper_key_at is not None
    keyring(session).learn(row.person, row.wrapped)
    name = sealed.opened_display_name(session, row.person, row.display_name)
    shown = shown_band(row.need_cell, row.offer_cell)
    return MatchView(
        match=match,
        side=side,
        reasons=reasons(match.reasons, side, shown),
        allowed=match_moves.moves(match, side),
        helper_name=name if said_yes or side is By.HELPER else None,
        helper_trust=TrustLevel(row.trust) if row.trust and said_yes else None,
        organisation=row.organisation,
        distance_band=shown,
        score=match.score if side is By.COORDINATOR else None,
        parts=_parts(match) if side is By.COORDINATOR else None,
        thanks=reports.thanks(session, match, side)
        if side is not By.COORDINATOR and match.status is MatchStatus.COMPLETED
        else None,
    )


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
    role: By | None,
    status: MatchStatus | None,
    after: UUID | None,
    limit: int,
) -> list[Match]:
    """One's own matches, on either side."""
    helper = col(Match.helper_person_id).in_(caller.voices)
    beneficiary = col(Match.beneficiary_id).in_(caller.voices)
    sides = {By.HELPER: helper, By.BENEFICIARY: beneficiary}
    theirs = sides[role] if role in sides else helper | beneficiary
    seen = or_(sees_match(caller), sees_stub_of_match(caller))
    return listing.page(session, Match, theirs, seen, status=status, after=after, limit=limit)
