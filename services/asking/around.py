"""Who could help with a need, as its author and its coordinators see them."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller, sees_match
from core.effort import Effort
from core.models import Match, Need
from matching.asking import again, scoring
from matching.rules.refusals import told
from matching.words.vocabulary import By, NeedStatus, Role
from services.access import rights
from services.asking import choosing, samples
from services.facts import policies
from services.matches import eligibility
from services.matches import views as match_views


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


@dataclass(frozen=True, slots=True)
class Around:
    """A need's proposals, who else could help, and for coordinators who could not. `why`: why there is nobody, for its
    author and coordinators, as codes (`matching.asking.nobody`).
    """

    matches: list[Match]
    candidates: list[CandidateView] = field(default_factory=list)
    refused: list[RefusedView] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def around_need(
    session: Session, caller: Caller, need_id: UUID, *, limit: int, now: datetime, effort: Effort
) -> Around:
    """A need's proposals, who else could help and why; for coordinators also who could not.

    A helper sees their own match only. Where `effort` is spent afterwards, not all who are near were looked at.
    """
    need = rights.need(session, caller, need_id)
    oversees = caller.is_at_least(Role.COORDINATOR, need.community_id) and not caller.speaks_for(
        need.author_id
    )
    query = select(Match).where(col(Match.need_id) == need_id, sees_match(caller))
    if not caller.speaks_for(need.author_id) and not oversees:
        query = query.where(col(Match.helper_person_id) == caller.person_id)
        return Around(list(session.execute(query.order_by(col(Match.id))).scalars()))
    matches = list(session.execute(query.order_by(col(Match.id))).scalars())
    refused: list[RefusedView] = []
    if not oversees:
        found = _sampled(session, need, limit=limit, now=now, effort=effort)
    else:
        found, refused = _overseen(session, need, limit=limit, now=now, effort=effort)
    nobody = need.status is NeedStatus.OPEN and not found and need.candidates == 0
    why = samples.why_nobody(session, need, now=now) if nobody else []
    return Around(matches, found, refused, why)


def _sampled(
    session: Session, need: Need, *, limit: int, now: datetime, effort: Effort
) -> list[CandidateView]:
    """As the author is shown them: the same all day, however often they ask."""
    return [
        CandidateView(
            offer_id=one.shown.offer_id,
            distance_band=one.shown.distance_band,
            reasons=list(one.shown.reasons),
            organisation=one.organisation,
        )
        for one in samples.of_today(session, need, limit=limit, now=now, effort=effort)
    ]


def _overseen(
    session: Session, need: Need, *, limit: int, now: datetime, effort: Effort
) -> tuple[list[CandidateView], list[RefusedView]]:
    """As coordinators are shown them: as it stands now, best first, and who could not."""
    policy = policies.here(session, need.community_id)
    value = eligibility.needed(session, need)
    most = min(limit, policy.candidates)
    orders = again.BY_COORDINATORS
    short = choosing.shortlist(session, need, value, k=most, now=now, orders=orders, effort=effort)
    offers = [c.offer.id for c in short.chosen]
    rows = {r.id: r for r in session.execute(samples.ORGANISATIONS, {"offers": offers})}
    chosen = []
    for candidate in short.chosen:
        row = rows[candidate.offer.id]
        shown = match_views.shown_band(need.cell, row.cell)
        codes = [scoring.because_code(because) for because in candidate.score.reasons]
        chosen.append(
            CandidateView(
                offer_id=candidate.offer.id,
                distance_band=shown,
                reasons=match_views.reasons(codes, By.COORDINATOR, shown),
                organisation=row.name,
                score=candidate.score.total,
            )
        )
    refused = [
        RefusedView(offer.id, told(refusal.reason, By.COORDINATOR)) for offer, refusal in short.refused
    ]
    return chosen, refused
