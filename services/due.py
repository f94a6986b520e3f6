"""What time does: each function handles what is due and returns how much it did. Harmless to run twice.

Ids are found without locks; each row is then a transaction of its own, under the locks that everybody takes,
and looks again whether it is still due.
"""

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from core.events import EventKind, record
from core.models import Match, Need, Offer
from matching import deadlines, lifecycle
from matching.vocabulary import By, MatchStatus, Move, NeedStatus, OfferStatus
from services import contact, coverage, endings, keys, locks, match_moves, proposing, regions, reports, supply


def needs_to_expire(session: Session, now: datetime, limit: int) -> list[UUID]:
    standing = (NeedStatus.PENDING, NeedStatus.OPEN)
    return _ids(session, Need, col(Need.status).in_(standing), col(Need.expires_at) <= now, limit=limit)


def expire_need(session: Session, need_id: UUID, now: datetime, rng: random.Random) -> None:
    """Its time is over: what is partly covered closes on what it has; who was asked is told."""
    [need] = locks.take(session, needs=[need_id])
    if need.status not in (NeedStatus.PENDING, NeedStatus.OPEN) or need.expires_at > now:
        return
    done = coverage.of(session, need.id)
    status = coverage.at_its_end(need, done)
    need.status = status
    need.version += 1
    need.next_wave_at = None
    need.closed_at = None if status is NeedStatus.MATCHED else now
    kinds = {NeedStatus.EXPIRED: EventKind.NEED_EXPIRED, NeedStatus.FULFILLED: EventKind.NEED_FULFILLED}
    if status in kinds:
        _note_need(session, kinds[status], need, now)
    live = endings.of_need(session, need.id)
    ended = (
        live if status is NeedStatus.EXPIRED else [m for m in live if m.status is not MatchStatus.CONFIRMED]
    )
    endings.by_system(session, ended, actor=None, now=now, code="need_expired")


def needs_to_remind(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Open needs whose end is near: at three quarters of their life, and once more a day before it is over."""
    return _ids(
        session,
        Need,
        col(Need.status) == NeedStatus.OPEN,
        col(Need.remind_at) <= now,
        col(Need.expires_at) > now,
        limit=limit,
    )


def remind_of_need(session: Session, need_id: UUID, now: datetime, rng: random.Random) -> None:
    [need] = locks.take(session, needs=[need_id])
    if need.status is not NeedStatus.OPEN or need.remind_at is None or need.remind_at > now:
        return
    need.remind_at = deadlines.last_reminder(now, need.expires_at)
    _note_need(session, EventKind.NEED_EXPIRING, need, now)


def offers_to_expire(session: Session, now: datetime, limit: int) -> list[UUID]:
    standing = (OfferStatus.ACTIVE, OfferStatus.PAUSED)
    return _ids(session, Offer, col(Offer.status).in_(standing), col(Offer.expires_at) <= now, limit=limit)


def expire_offer(session: Session, offer_id: UUID, now: datetime, rng: random.Random) -> None:
    """Its time is over. Open proposals on it are withdrawn; what was agreed still stands."""
    offer = locks.take_offer(session, session.get_one(Offer, offer_id))
    if offer.status not in (OfferStatus.ACTIVE, OfferStatus.PAUSED) or offer.expires_at > now:
        return
    offer.status = OfferStatus.EXPIRED
    offer.version += 1
    supply.keep(session, offer)
    undecided = (
        session.execute(
            select(Match).where(
                col(Match.offer_id) == offer.id,
                col(Match.status).in_((MatchStatus.PROPOSED, MatchStatus.INVITED, MatchStatus.ACCEPTED)),
            )
        )
        .scalars()
        .all()
    )
    endings.by_system(session, undecided, actor=None, now=now, code="offer_expired")
    for match in undecided:
        endings.ask_again(session.get_one(Need, match.need_id), now)
    if offer.for_need_id is None:
        _note_offer(session, EventKind.OFFER_EXPIRED, offer, now)


def offers_to_resume(session: Session, now: datetime, limit: int) -> list[UUID]:
    return _ids(
        session, Offer, col(Offer.status) == OfferStatus.PAUSED, col(Offer.paused_until) <= now, limit=limit
    )


def resume_offer(session: Session, offer_id: UUID, now: datetime, rng: random.Random) -> None:
    offer = locks.take_offer(session, session.get_one(Offer, offer_id))
    if offer.status is not OfferStatus.PAUSED or offer.paused_until is None or offer.paused_until > now:
        return
    offer.status, offer.paused_until = OfferStatus.ACTIVE, None
    offer.version += 1
    supply.keep(session, offer)
    _note_offer(session, EventKind.OFFER_RESUMED, offer, now)


def offers_to_check_in(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Standing offers nobody has looked at for long, whose helper has not been asked since."""
    return _ids(
        session,
        Offer,
        col(Offer.status) == OfferStatus.ACTIVE,
        col(Offer.for_need_id).is_(None),
        col(Offer.checked_in_at) <= now - deadlines.OFFER_CHECK_IN,
        or_(col(Offer.check_in_asked_at).is_(None), col(Offer.check_in_asked_at) < col(Offer.checked_in_at)),
        col(Offer.expires_at) > now,
        limit=limit,
    )


def check_in(session: Session, offer_id: UUID, now: datetime, rng: random.Random) -> None:
    """Asks once: is this still right? Renewing, editing and resuming answer it."""
    offer = locks.take_offer(session, session.get_one(Offer, offer_id))
    asked = offer.check_in_asked_at is not None and offer.check_in_asked_at >= offer.checked_in_at
    if offer.status is not OfferStatus.ACTIVE or asked:
        return
    if offer.checked_in_at > now - deadlines.OFFER_CHECK_IN:
        return
    offer.check_in_asked_at = now
    _note_offer(session, EventKind.OFFER_CHECK_IN, offer, now)


def offers_to_pause(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Offers whose helper was asked, and has been silent."""
    return _ids(
        session,
        Offer,
        col(Offer.status) == OfferStatus.ACTIVE,
        col(Offer.check_in_asked_at) >= col(Offer.checked_in_at),
        col(Offer.check_in_asked_at) <= now - deadlines.OFFER_ANSWER,
        limit=limit,
    )


def pause_silent_offer(session: Session, offer_id: UUID, now: datetime, rng: random.Random) -> None:
    """Nobody is asked on it until its helper says that it is still right; what was agreed stands."""
    offer = locks.take_offer(session, session.get_one(Offer, offer_id))
    asked = offer.check_in_asked_at
    if offer.status is not OfferStatus.ACTIVE or asked is None or asked < offer.checked_in_at:
        return
    if asked > now - deadlines.OFFER_ANSWER:
        return
    offer.status, offer.paused_until = OfferStatus.PAUSED, None
    offer.version += 1
    supply.keep(session, offer)
    _note_offer(session, EventKind.OFFER_PAUSED, offer, now)


def matches_to_lapse(session: Session, now: datetime, limit: int) -> list[UUID]:
    return _ids(
        session, Match, col(Match.status).in_(match_moves.ASKED), col(Match.reply_by) <= now, limit=limit
    )


def lapse_match(session: Session, match_id: UUID, now: datetime, rng: random.Random) -> None:
    """Nobody answered in time: the place is free, and the next may be asked."""
    need, match = locks.take_match(session, session.get_one(Match, match_id))
    if match.status not in match_moves.ASKED or match.reply_by is None or match.reply_by > now:
        return
    status = lifecycle.target(match.status, Move.LAPSE, By.CLOCK)
    endings.end(session, match, status, by=By.CLOCK, actor=None, now=now)
    endings.ask_again(need, now)


def waves_to_open(session: Session, now: datetime, limit: int) -> list[UUID]:
    return _ids(
        session,
        Need,
        col(Need.status) == NeedStatus.OPEN,
        col(Need.next_wave_at) <= now,
        col(Need.expires_at) > now,
        regions.not_in_a_round(now),
        limit=limit,
        order=col(Need.next_wave_at),
    )


def open_wave(session: Session, need_id: UUID, now: datetime, rng: random.Random) -> None:
    proposing.open_wave(session, need_id, now=now, rng=rng)


def matches_to_settle(session: Session, now: datetime, limit: int) -> list[UUID]:
    return _ids(
        session,
        Match,
        col(Match.status).in_((MatchStatus.CONFIRMED, MatchStatus.DISPUTED)),
        col(Match.due_at) <= now,
        limit=limit,
    )


def settle_match(session: Session, match_id: UUID, now: datetime, rng: random.Random) -> None:
    """A confirmed or disputed match whose next moment has come."""
    need, match = locks.take_match(session, session.get_one(Match, match_id))
    if match.due_at is None or match.due_at > now:
        return
    if match.status is MatchStatus.DISPUTED:
        status = lifecycle.target(match.status, Move.SETTLE, By.CLOCK)
        endings.end(session, match, status, by=By.CLOCK, actor=None, now=now, code="not_resolved")
        match.due_at = None
        coverage.settle(session, need, now=now, actor=None)
    elif match.status is MatchStatus.CONFIRMED:
        said = any(contact.reported(session, match.id))
        if not said or not reports.settle(session, need, match, silence=True, now=now, actor=None):
            _unreported(session, need, match, now)


def _unreported(session: Session, need: Need, match: Match, now: datetime) -> None:
    """Asks how it went, then tells coordinators, then lets go: three steps, each once.

    Also where one side has spoken and silence does not count, since somebody speaks for the other.
    """
    over = deadlines.time_of(match.confirmed_at or match.created_at, keys.agreed(match))
    steps = [
        (over + deadlines.UNREPORTED_LAPSE, None),
        (over + deadlines.UNREPORTED_TO_COORDINATORS, EventKind.MATCH_UNREPORTED),
        (over, EventKind.REPORT_ASKED),
    ]
    if now >= steps[0][0]:
        status = lifecycle.target(match.status, Move.LAPSE, By.CLOCK)
        endings.end(session, match, status, by=By.CLOCK, actor=None, now=now, code="unknown")
        match.due_at = None
        coverage.settle(session, need, now=now, actor=None)
    elif now >= steps[1][0]:
        endings.note(session, EventKind.MATCH_UNREPORTED, match, None, now)
        match.due_at = steps[0][0]
    else:
        endings.note(session, EventKind.REPORT_ASKED, match, None, now)
        match.due_at = steps[1][0]


def contacts_to_close(session: Session, now: datetime, limit: int) -> list[UUID]:
    return _ids(
        session,
        Match,
        col(Match.status) == MatchStatus.CONFIRMED,
        col(Match.contact_until) <= now,
        col(Match.contact_closed).is_(False),
        limit=limit,
    )


def close_contact(session: Session, match_id: UUID, now: datetime, rng: random.Random) -> None:
    """Says that contact has shut; it had already, the moment its time was over."""
    _, match = locks.take_match(session, session.get_one(Match, match_id))
    if match.contact_closed or match.contact_until is None or match.contact_until > now:
        return
    match.contact_closed = True
    endings.note(session, EventKind.CONTACT_CLOSED, match, None, now)


def _ids(
    session: Session,
    table: type[Need] | type[Offer] | type[Match],
    *wanted: ColumnElement[bool],
    limit: int,
    order: Any = None,
) -> list[UUID]:
    key = col(table.id) if order is None else order
    return list(session.execute(select(col(table.id)).where(*wanted).order_by(key).limit(limit)).scalars())


def _note_need(session: Session, kind: EventKind, need: Need, now: datetime) -> None:
    record(
        session,
        kind,
        actor=None,
        subject=("need", need.id),
        need_id=need.id,
        community_id=need.community_id,
        now=now,
    )


def _note_offer(session: Session, kind: EventKind, offer: Offer, now: datetime) -> None:
    record(
        session,
        kind,
        actor=None,
        subject=("offer", offer.id),
        community_id=offer.community_id,
        now=now,
    )


Find = Callable[[Session, datetime, int], list[UUID]]
Act = Callable[[Session, UUID, datetime, random.Random], None]
