"""What of a match and of a candidate each side sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.access import Caller, sees_match
from core.crypto import Cell
from core.keyring import keyring
from core.models import Match, Need
from matching.refusals import public
from matching.scoring import BENEFICIARY_MAY_SEE, Parts, Why
from matching.vocabulary import By, MatchStatus, Role, TrustLevel
from services import (
    access,
    choosing,
    eligibility,
    listing,
    match_moves,
    policies,
    proposing,
    reports,
    shown_cells,
)


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as one caller sees it."""

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


@dataclass(frozen=True, slots=True)
class CandidateView:
    """Somebody who could help, before they said yes: a pseudonym and what speaks for them."""

    offer_id: UUID
    distance_band: str | None
    reasons: list[str]
    organisation: str | None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class RefusedView:
    """Somebody who cannot, and as much of why as a coordinator may know."""

    offer_id: UUID
    reason: str


_PEOPLE = text("""
    SELECT m.id, p.id AS person, p.display_name, k.wrapped, s.trust, g.name AS organisation,
           o.shown_cell AS offer_cell, n.shown_cell AS need_cell
      FROM match m
      JOIN person p ON p.id = m.helper_person_id
      LEFT JOIN person_key k ON k.person_id = p.id
      JOIN offer o ON o.id = m.offer_id
      JOIN need n ON n.id = m.need_id
      LEFT JOIN organisation g ON g.id = o.organisation_id
      LEFT JOIN membership s ON s.person_id = p.id AND s.community_id = o.community_id
     WHERE m.id = ANY(:matches)
""")
_ORGANISATIONS = text("""
    SELECT o.id, g.name, o.shown_cell FROM offer o LEFT JOIN organisation g ON g.id = o.organisation_id
     WHERE o.id = ANY(:offers)
""")


def views(session: Session, caller: Caller, found: Sequence[Match]) -> list[MatchView]:
    if not found:
        return []
    session.flush()
    rows = {r.id: r for r in session.execute(_PEOPLE, {"matches": [m.id for m in found]})}
    return [_view(session, caller, match, rows[match.id]) for match in found]


def view(session: Session, caller: Caller, match: Match) -> MatchView:
    return views(session, caller, [match])[0]


def _view(session: Session, caller: Caller, match: Match, row: Any) -> MatchView:
    side = access.side(caller, match)
    said_yes = match.helper_key_at is not None
    ring = keyring(session)
    ring.learn(row.person, row.wrapped)
    name = ring.open(row.person, Cell("person", row.person, "display_name"), row.display_name)
    shown = _shown_band(row.need_cell, row.offer_cell)
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


def _shown_band(a: str | None, b: str | None) -> str | None:
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
    return listing.page(session, Match, theirs, sees_match(caller), status=status, after=after, limit=limit)


def around_need(
    session: Session, caller: Caller, need_id: UUID, *, limit: int, now: datetime
) -> tuple[list[Match], list[CandidateView], list[RefusedView]]:
    """A need's proposals, who else could help and why; for coordinators also who could not.

    A helper sees their own match only.
    """
    need = access.need(session, caller, need_id)
    oversees = caller.is_at_least(Role.COORDINATOR, need.community_id) and not caller.speaks_for(
        need.author_id
    )
    query = select(Match).where(col(Match.need_id) == need_id, sees_match(caller))
    if not caller.speaks_for(need.author_id) and not oversees:
        query = query.where(col(Match.helper_person_id) == caller.person_id)
        return list(session.execute(query.order_by(col(Match.id))).scalars()), [], []
    found = list(session.execute(query.order_by(col(Match.id))).scalars())
    candidates, refused = _candidates(session, caller, need, oversees=oversees, limit=limit, now=now)
    return found, candidates, refused


def _candidates(
    session: Session, caller: Caller, need: Need, *, oversees: bool, limit: int, now: datetime
) -> tuple[list[CandidateView], list[RefusedView]]:
    policy = policies.here(session, need.community_id)
    value = eligibility.needed(session, need)
    short = choosing.shortlist(session, need, value, k=min(limit, policy.candidates), now=now)
    offers = [c.offer.id for c in short.chosen]
    rows = {r.id: r for r in session.execute(_ORGANISATIONS, {"offers": offers})}
    side = By.COORDINATOR if oversees else By.BENEFICIARY
    chosen = []
    for candidate in short.chosen:
        row = rows[candidate.offer.id]
        shown = _shown_band(need.shown_cell, row.shown_cell)
        codes = [proposing.because_code(because) for because in candidate.score.reasons]
        chosen.append(
            CandidateView(
                offer_id=candidate.offer.id,
                distance_band=shown,
                reasons=reasons(codes, side, shown),
                organisation=row.name,
                score=candidate.score.total if oversees else None,
            )
        )
    if not oversees:
        return chosen, []
    refused = [RefusedView(offer.id, public(refusal.reason)) for offer, refusal in short.refused]
    return chosen, refused
