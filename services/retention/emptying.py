"""What is emptied of a need, an offer and a match once they are over: what stays is a count.

Of a need and an offer stay category, quantities, times of its life and the cell at resolution 4; words, hours,
places and criteria go. Of a match stay its sides, its end and its quantity. What is disputed waits for its end.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from core import places
from core.database import parameters
from core.database.due import NOW, due
from core.models import Appeal, Case, Concern, Decision, Match, Message, Need, Offer, Report
from matching.words.vocabulary import LIVE_MATCH, MatchStatus, NeedStatus

CONTACT_AFTER = timedelta(days=7)
"""So long after its end a need keeps where its author lives, where nothing can come of it any more."""
WORDS_AFTER = timedelta(days=30)
"""So long after its end a thing keeps its words and hours: as long as it may be disputed, renewed or appealed."""

_STAYS = (MatchStatus.DISPUTED, *LIVE_MATCH)
_OVER = (NeedStatus.FULFILLED, NeedStatus.WITHDRAWN)
_WIDE = f"""CASE WHEN (cell >> 52 & 15) > {places.COARSEST}
    THEN cell & ~(15::bigint << 52) | ({places.COARSEST}::bigint << 52)
         | ((1::bigint << {3 * (15 - places.COARSEST)}) - 1) ELSE cell END"""
"""SQL: the cell of the widest resolution around `cell`, or itself: in H3 the digits beyond are ones."""
_CONTACT = "place = NULL, to_place = NULL, address = NULL, private_note = NULL"
_EMPTY_CONTACT = text(f"UPDATE need SET {_CONTACT} WHERE id = ANY(CAST(:ids AS uuid[]))")  # noqa: S608
_NEED = f"""
    {_CONTACT}, title = NULL, details = NULL, language = 'und', cell = {_WIDE}, shown_pt = NULL, to_cell = NULL,
    windows = '[]', minutes = NULL, involves = '{{}}', requires = '{{}}', cost = '{{}}', criteria = '{{}}',
    share = '{{}}', show_name = false, contact_via = 'self', emptied_at = :now
"""
_OFFER = f"""
    place = NULL, cell = {_WIDE}, reach_km = 5, languages = '{{}}', availability = '[]', away = '[]', has = '{{}}',
    cannot = '{{}}', money = '{{}}', share = '{{}}', at_a_time = 1, per_week = 2, paused_until = NULL,
    last_asked_at = NULL, check_in_asked_at = NULL, emptied_at = :now
"""
_WISHES = """
    helper_spoken = NULL, beneficiary_spoken = NULL, parts = '{}', reasons = '{}', score = NULL,
    change_by = NULL, change_hand = NULL, change_quantity = NULL, change_from = NULL, change_to = NULL
"""
_MATCH = f"""
    {_WISHES}, people = NULL, agreed_from = NULL, agreed_to = NULL, between_from = NULL, between_to = NULL,
    helper_remind_at = NULL, beneficiary_remind_at = NULL, emptied_at = :now
"""
_EMPTY_NEEDS = text(f"UPDATE need SET {_NEED} WHERE id = ANY(CAST(:ids AS uuid[]))")  # noqa: S608
_EMPTY_OFFERS = text(f"UPDATE offer SET {_OFFER} WHERE id = ANY(CAST(:ids AS uuid[]))")  # noqa: S608
_EMPTY_MATCHES = (
    text(f"UPDATE match SET {_MATCH} WHERE id = ANY(CAST(:ids AS uuid[]))"),  # noqa: S608
    text("UPDATE match_report SET thanks = NULL, note = NULL WHERE match_id = ANY(CAST(:ids AS uuid[]))"),
    text("DELETE FROM message_seen WHERE match_id = ANY(CAST(:ids AS uuid[]))"),
    text("DELETE FROM message WHERE match_id = ANY(CAST(:ids AS uuid[]))"),
)
_EMPTY_WISHES = text(f"UPDATE match SET {_WISHES} WHERE id = ANY(CAST(:ids AS uuid[]))")  # noqa: S608


def _looked_into(need: Mapped[UUID]) -> ColumnElement[bool]:
    """Something that was reported, raised or appealed of a need or its matches waits for a human."""
    matches = select(col(Match.id)).where(col(Match.need_id) == need)
    messages = select(col(Message.id)).where(col(Message.match_id).in_(matches))

    def of_it(about: Mapped[UUID]) -> ColumnElement[bool]:
        return or_(about == need, about.in_(matches), about.in_(messages))

    case = select(Report).join(Case, col(Case.id) == col(Report.case_id))
    concern = select(Concern).where(col(Concern.match_id).in_(matches), col(Concern.closed_at).is_(None))
    appeal = select(Appeal).join(Decision, col(Decision.id) == col(Appeal.decision_id))
    return or_(
        case.where(col(Case.closed_at).is_(None), of_it(col(Report.about_id))).exists(),
        concern.exists(),
        appeal.where(col(Appeal.closed_at).is_(None), of_it(col(Decision.about_id))).exists(),
    )


def _stands_on(column: Mapped[UUID], of: Mapped[UUID]) -> ColumnElement[bool]:
    """Something agreed, asked or disputed stands on it."""
    return select(Match).where(column == of, col(Match.status).in_(_STAYS)).exists()


_AT_REST = (~_stands_on(col(Match.need_id), col(Need.id)), ~_looked_into(col(Need.id)))
contacts_to_forget = due(
    col(Need.id),
    col(Need.status).in_(_OVER),
    or_(
        *(col(getattr(Need, name)).is_not(None) for name in ("place", "to_place", "address", "private_note"))
    ),
    at=col(Need.closed_at),
    after=CONTACT_AFTER,
    besides=[col(Need.expires_at) <= NOW - CONTACT_AFTER, *_AT_REST],
)
"""Needs that nothing opens again, a week after their end and their time: where their authors live goes."""
needs_to_forget = due(
    col(Need.id), col(Need.emptied_at).is_(None), at=col(Need.closed_at), after=WORDS_AFTER, besides=_AT_REST
)
"""Needs of which the words go."""
offers_to_forget = due(
    col(Offer.id),
    col(Offer.emptied_at).is_(None),
    at=col(Offer.ended_at),
    after=WORDS_AFTER,
    besides=[~_stands_on(col(Match.offer_id), col(Offer.id))],
)
"""Offers of which hours, place and reach go."""
matches_to_forget = due(
    col(Match.id),
    col(Match.emptied_at).is_(None),
    at=col(Match.ended_at),
    after=WORDS_AFTER,
    besides=[col(Match.status).not_in(_STAYS), ~_looked_into(col(Match.need_id))],
)
"""Matches of which times, messages and words go."""


def forget_contact(session: Session, need_id: UUID, now: datetime) -> None:  # noqa: ARG001
    """Of a need that is over goes where its author lives, and what was for the helper alone."""
    session.execute(_EMPTY_CONTACT, {"ids": parameters.ids([need_id])})


def forget_need(session: Session, need_id: UUID, now: datetime) -> None:
    """Of a need stays a count."""
    needs(session, [need_id], now=now)


def forget_offer(session: Session, offer_id: UUID, now: datetime) -> None:
    """Of an offer stays a count."""
    offers(session, [offer_id], now=now)


def forget_match(session: Session, match_id: UUID, now: datetime) -> None:
    """Of a match stay its sides, its end and its quantity; what the two wrote goes."""
    for statement in _EMPTY_MATCHES:
        session.execute(statement, {"ids": parameters.ids([match_id]), "now": now})


_OWN_NEEDS = text("SELECT id FROM need WHERE author_id = :person")
_OWN_OFFERS = text("SELECT id FROM offer WHERE author_id = :person")
_OWN_MATCHES = text("SELECT id FROM match WHERE :person IN (beneficiary_id, helper_person_id)")
_MONTHS = (
    text("""
        UPDATE need SET posted_at = date_trunc('month', posted_at), expires_at = date_trunc('month', expires_at),
               closed_at = date_trunc('month', closed_at), turn_at = NULL, remind_at = NULL, follow_up_at = NULL,
               asked_anew_at = NULL, held_since = NULL, held_until = NULL, rings_since = NULL, rung_at = NULL,
               handed_over_at = NULL, unreached_at = NULL
         WHERE id = ANY(CAST(:ids AS uuid[]))
    """),
    text("""
        UPDATE offer SET posted_at = date_trunc('month', posted_at), expires_at = date_trunc('month', expires_at),
               checked_in_at = date_trunc('month', checked_in_at), ended_at = date_trunc('month', ended_at)
         WHERE id = ANY(CAST(:ids AS uuid[]))
    """),
)


def all_of(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Empties all that somebody asked for and offered, which has ended, down to the months. Of their matches the other
    side keeps when the two meet, and what it wrote itself, for its time.
    """
    session.flush()
    who = {"person": person_id}
    needs_of, offers_of, matches_of = (
        list(session.execute(question, who).scalars()) for question in (_OWN_NEEDS, _OWN_OFFERS, _OWN_MATCHES)
    )
    needs(session, needs_of, now=now)
    offers(session, offers_of, now=now)
    wishes(session, matches_of)
    for months, ids in zip(_MONTHS, (needs_of, offers_of), strict=True):
        session.execute(months, {"ids": parameters.ids(ids)})
    session.expire_all()


def needs(session: Session, ids: Sequence[UUID], *, now: datetime) -> None:
    """Empties needs that are over."""
    session.flush()
    session.execute(_EMPTY_NEEDS, {"ids": parameters.ids(ids), "now": now})
    session.expire_all()


def offers(session: Session, ids: Sequence[UUID], *, now: datetime) -> None:
    """Empties offers that are over."""
    session.flush()
    session.execute(_EMPTY_OFFERS, {"ids": parameters.ids(ids), "now": now})
    session.expire_all()


def wishes(session: Session, ids: Sequence[UUID]) -> None:
    """Empties of matches all but when the two meet."""
    session.flush()
    session.execute(_EMPTY_WISHES, {"ids": parameters.ids(ids)})
    session.expire_all()
