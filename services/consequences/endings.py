"""How matches end without either of the two saying so: covered by others, withdrawn, blocked, gone.

Everything here runs under the locks of `core.database.locks`; callers take them first.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.database import locks
from core.events import EventKind, record_on
from core.events.payloads import MatchEnded
from core.models import Match, Need, Offer
from matching.states import lifecycle
from matching.words.vocabulary import LIVE_MATCH, By, MatchStatus, Move, OfferStatus
from services.consequences import coverage
from services.places import supply

ENDS = {
    MatchStatus.DECLINED: EventKind.MATCH_DECLINED,
    MatchStatus.REFUSED: EventKind.MATCH_REFUSED,
    MatchStatus.LAPSED: EventKind.MATCH_LAPSED,
    MatchStatus.SUPERSEDED: EventKind.MATCH_SUPERSEDED,
    MatchStatus.WITHDRAWN: EventKind.MATCH_WITHDRAWN,
    MatchStatus.CANCELLED: EventKind.MATCH_CANCELLED,
    MatchStatus.COMPLETED: EventKind.MATCH_COMPLETED,
    MatchStatus.FAILED: EventKind.MATCH_FAILED,
    MatchStatus.DISPUTED: EventKind.MATCH_DISPUTED,
}


ENDED = "ended"
"""The code of an end after a concern or a block: whoever it is about hears only that it ended."""


def end(
    session: Session,
    match: Match,
    status: MatchStatus,
    *,
    by: By,
    actor: UUID | None,
    now: datetime,
    code: str | None = None,
    for_id: UUID | None = None,
) -> int:
    """Writes the end of a match and its event; returns the event's number."""
    was = match.status
    match.status, match.ended_at, match.end_code = status, now, code
    match.reply_by = None
    match.version += 1
    ended = MatchEnded(by, was, code)
    return record_on(session, ENDS[status], match, ended, actor=actor, for_id=for_id, now=now)


def of_need(session: Session, need_id: UUID, statuses: Iterable[MatchStatus] = LIVE_MATCH) -> list[Match]:
    """A need's matches, as they stand now."""
    return list(
        session.execute(
            select(Match)
            .where(col(Match.need_id) == need_id, col(Match.status).in_(list(statuses)))
            .order_by(col(Match.id))
            .execution_options(populate_existing=True)
        ).scalars()
    )


def by_system(
    session: Session, matches: Iterable[Match], *, actor: UUID | None, now: datetime, code: str
) -> None:
    """Ends live matches because something they stood on is gone. Confirmed help is cancelled."""
    for match in matches:
        move = Move.END if match.status is MatchStatus.CONFIRMED else Move.WITHDRAW
        end(
            session,
            match,
            lifecycle.target(match.status, move, By.SYSTEM),
            by=By.SYSTEM,
            actor=actor,
            now=now,
            code=code,
        )


def supersede_rest(session: Session, need: Need, *, actor: UUID | None, now: datetime) -> None:
    """The need is covered: everybody else who was asked hears that they are no longer needed."""
    undecided = LIVE_MATCH - {MatchStatus.CONFIRMED}
    for match in of_need(session, need.id, undecided):
        status = lifecycle.target(match.status, Move.SUPERSEDE, By.SYSTEM)
        end(session, match, status, by=By.SYSTEM, actor=actor, now=now)


def withdraw_offer(
    session: Session, offer: Offer, *, actor: UUID | None, now: datetime, status: OfferStatus, code: str
) -> None:
    """Ends an offer and what stands on it; the needs it was to cover are open again."""
    offer.status = status
    offer.version += 1
    supply.keep(session, offer)
    stood_on_it = list(
        session.execute(
            select(Match)
            .where(col(Match.offer_id) == offer.id, col(Match.status).in_(LIVE_MATCH))
            .execution_options(populate_existing=True)
        ).scalars()
    )
    by_system(session, stood_on_it, actor=actor, now=now, code=code)
    for need_id in sorted({match.need_id for match in stood_on_it}):
        need = session.get_one(Need, need_id)
        coverage.settle(session, need, now=now, actor=actor)
        ask_again(need, now)


def ask_again(need: Need, now: datetime) -> None:
    """Somebody is not coming after all: the next may be asked at once."""
    if need.next_wave_at is not None or need.handed_over_at is not None:
        need.next_wave_at = now


def end_helping(session: Session, person_id: UUID, community_id: UUID, *, now: datetime, code: str) -> None:
    """Takes the locks, then ends all that a person offers in a community, also what was agreed."""

    def standing() -> list[Offer]:
        return list(
            session.execute(
                select(Offer)
                .where(
                    col(Offer.author_id) == person_id,
                    col(Offer.community_id) == community_id,
                    col(Offer.status).in_((OfferStatus.ACTIVE, OfferStatus.PAUSED)),
                )
                .execution_options(populate_existing=True)
            ).scalars()
        )

    me = locks.Touched(helpers=frozenset([person_id]))
    locks.take_all(session, lambda: me | locks.around_offers(session, standing()))
    for offer in standing():
        withdraw_offer(session, offer, actor=person_id, now=now, status=OfferStatus.WITHDRAWN, code=code)
