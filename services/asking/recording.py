"""What is written down of proposals, whichever way they came about: why they were made, who was asked when, events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import parameters
from core.events import EventKind, NewEvent, record_many
from core.events.match_payloads import MatchProposed
from core.events.payloads import NeedUnanswered
from matching.asking import scoring
from matching.asking.scoring import Score
from matching.words.values import Offer as OfferValue
from matching.words.vocabulary import By
from services.places import supply

_ASKED = text("UPDATE offer SET last_asked_at = :now WHERE id = ANY(CAST(:offers AS uuid[]))")


class Proposed(NamedTuple):
    """A proposal that was just made, by the ids of what it stands between."""

    match_id: UUID
    offer_id: UUID
    need_id: UUID
    community_id: UUID
    wave: int


# Columns of a match, for whoever writes it: by the ORM, or many in one statement.
def grounds(offer: OfferValue, score: Score, *, p_yes: float, propensity: float, wave: int) -> dict[str, Any]:
    """Why a match was proposed, as the match keeps it, by column.

    `p_yes` is the chance that this proposal brings a yes, `propensity` the probability with which it was made.
    """
    return {
        "score": score.total,
        "parts": score.parts._asdict(),
        "reasons": [scoring.because_code(reason) for reason in score.reasons],
        "p_yes": p_yes,
        "chance": scoring.chance(offer, p_yes),
        "propensity": propensity,
        "wave": wave,
    }


def proposed(session: Session, made: Sequence[Proposed], *, now: datetime) -> None:
    """Writes down that these helpers were asked now, and records for each proposal that it was made."""
    offers = list({one.offer_id for one in made})
    session.execute(_ASKED, {"offers": parameters.ids(offers), "now": now})
    supply.mark_asked(session, offers, now)
    record_many(session, [_proposed(one) for one in made], actor=None, now=now)


def _proposed(one: Proposed) -> NewEvent:
    payload = MatchProposed(By.ENGINE, one.wave)
    return NewEvent(EventKind.MATCH_PROPOSED, ("match", one.match_id), one.need_id, one.community_id, payload)


def unanswered(need_id: UUID, community_id: UUID, *, candidates: int) -> NewEvent:
    """The event that says that nobody is left to ask for a need, of so many who could help."""
    payload = NeedUnanswered(candidates)
    return NewEvent(EventKind.NEED_UNANSWERED, ("need", need_id), need_id, community_id, payload)
