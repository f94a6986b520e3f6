"""What waits for somebody, in one query whatever there is of it, most pressing first.

Each kind is a query of its own that is cut by the same order as the whole (`matching.states.waiting`), so that what is
cut off could not have come first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from core.access import Caller, sees_match
from core.database.conditions import among, is_word
from core.models import Match, MatchReport, Message, Need, Offer, Representation
from matching.states import deadlines, waiting
from matching.states.waiting import Waiting, Waits
from matching.words.vocabulary import By, MatchStatus, NeedStatus, OfferStatus, Role, Urgency
from services.afterwards import messages
from services.consequences import match_times
from services.matches import views as match_views
from services.oversight import queue

AFTER_ITS_END = timedelta(days=7)
"""So long "is it still needed?" waits for an answer after a need's time was over."""
LAST_PART = 0.25
"""Of its life a need's author is asked in so much, at its end, whether it is to go on."""
SHOWN = 20

_TIME = DateTime(timezone=True)
_ABOUT = aliased(Need)

Rows = Select[Any]
"""What waits, of one kind: its columns are those of `_row`, then `urgent` and `name`."""
Expression = Mapped[Any] | ColumnElement[Any]
"""A column, or what is made of some."""


@dataclass(frozen=True, slots=True)
class Awaits:
    """One thing that waits: what it is about (`type`, `id`), and what it is called: a category, or a circle."""

    waiting: Waiting
    type: str
    id: UUID
    name: str | None
    slug: str | None = None


def of(session: Session, caller: Caller, *, now: datetime) -> list[Awaits]:
    """The most pressing of what waits for the caller, and for those they speak for."""
    session.flush()
    parts = [_choose(caller, now), _answer(caller, now), _message(caller), *_report(caller, now)]
    parts += [_renew(caller, now), _check_in(caller), _consent(caller)]
    rows = session.execute(union_all(*(_most_pressing(part, now) for part in parts)))
    found = [
        Awaits(Waiting(Waits(row.kind), row.since, row.until, row.urgent), row.type, row.id, row.name)
        for row in rows
    ]
    found += _circles(session, caller, now)
    return sorted(found, key=lambda one: (waiting.pressing(one.waiting, now), one.type, one.id))[:SHOWN]


def _circles(session: Session, caller: Caller, now: datetime) -> list[Awaits]:
    """The circles of which the caller is coordinator, where something needs a human."""
    if not caller.communities(Role.COORDINATOR):
        return []
    return [
        Awaits(Waiting(Waits.CIRCLE, one.since, None, one.at_once), "community", one.id, one.name, one.slug)
        for one in queue.waiting(session, caller, now=now)
    ]


def _row(
    kind: Waits,
    type: str,
    id: Expression,
    since: Expression,
    until: Expression | None,
) -> Rows:
    """A kind's rows. Where a need stands behind them, it is joined by whoever asks; else nothing is urgent."""
    return select(
        literal(kind.value, String).label("kind"),
        literal(type, String).label("type"),
        id.label("id"),
        since.label("since"),
        (cast(null(), _TIME) if until is None else until).label("until"),
    )


def _of_match(rows: Rows) -> Rows:
    """With the match's need beside it, under a name of its own: what may be seen asks for needs, too."""
    return _named(rows.join(_ABOUT, col(_ABOUT.id) == col(Match.need_id)), _ABOUT)


def _named(rows: Rows, need: type[Need]) -> Rows:
    urgent = is_word(col(need.urgency), Urgency.URGENT)
    return rows.add_columns(urgent.label("urgent"), col(need.category).label("name"))


def _of_none(rows: Rows) -> Rows:
    return rows.add_columns(literal(False).label("urgent"), cast(null(), String).label("name"))


def _most_pressing(rows: Rows, now: datetime) -> Rows:
    """The first of one kind, by the order of `waiting.pressing`."""
    some = rows.subquery()
    soon = func.coalesce(some.c.until <= now + waiting.SOON, False)
    order = (some.c.urgent.desc(), soon.desc(), case((soon, some.c.until)), some.c.since, some.c.id)
    first: FromClause = select(some).order_by(*order).limit(SHOWN).subquery()
    return select(first)


def _choose(caller: Caller, now: datetime) -> Rows:
    rows = _row(Waits.CHOOSE, "match", col(Match.id), col(Match.helper_key_at), col(_ABOUT.expires_at))
    return _of_match(rows).where(
        match_views.own(caller, By.BENEFICIARY),
        sees_match(caller),
        is_word(col(Match.status), MatchStatus.ACCEPTED),
        is_word(col(_ABOUT.status), NeedStatus.OPEN),
        col(_ABOUT.expires_at) > now,
    )


def _answer(caller: Caller, now: datetime) -> Rows:
    asked_at = func.coalesce(col(Match.beneficiary_key_at), col(Match.created_at))
    rows = _row(Waits.ANSWER, "match", col(Match.id), asked_at, col(Match.reply_by))
    return _of_match(rows).where(
        match_views.own(caller, By.HELPER),
        sees_match(caller),
        is_word(col(Match.status), MatchStatus.PROPOSED, MatchStatus.INVITED),
        or_(col(Match.reply_by).is_(None), col(Match.reply_by) > now),
        col(_ABOUT.expires_at) > now,
    )


def _message(caller: Caller) -> Rows:
    unseen = (
        select(func.min(col(Message.at)))
        .where(col(Message.match_id) == col(Match.id), messages.unseen(caller))
        .scalar_subquery()
    )
    rows = _row(Waits.MESSAGE, "match", col(Match.id), unseen, None)
    return _of_match(rows).where(
        match_views.own(caller),
        sees_match(caller),
        exists().where(col(Message.match_id) == Match.id, messages.unseen(caller)),
    )


def _report(caller: Caller, now: datetime) -> list[Rows]:
    return [_report_of(caller, side, other, now) for side, other in _SIDES]


_SIDES = ((By.HELPER, By.BENEFICIARY), (By.BENEFICIARY, By.HELPER))


def _report_of(caller: Caller, side: By, other: By, now: datetime) -> Rows:
    """Once its time is over, or the other has reported: then silence is an answer, too, at `due_at`."""
    said, heard = (
        exists().where(col(MatchReport.match_id) == Match.id, is_word(col(MatchReport.side), who))
        for who in (side, other)
    )
    over = func.coalesce(match_times.ends(), col(Match.confirmed_at) + deadlines.REPORT_WITHOUT_AGREED)
    heard_at = (
        select(col(MatchReport.at))
        .where(col(MatchReport.match_id) == col(Match.id), is_word(col(MatchReport.side), other))
        .scalar_subquery()
    )
    until = case((heard, col(Match.due_at)))
    rows = _row(Waits.REPORT, "match", col(Match.id), func.coalesce(heard_at, over), until)
    return _of_match(rows).where(
        match_views.own(caller, side),
        sees_match(caller),
        is_word(col(Match.status), MatchStatus.CONFIRMED),
        ~said,
        or_(heard, over <= now),
    )


def _renew(caller: Caller, now: datetime) -> Rows:
    """Needs for any time: one that has windows of its own ends with the last of them."""
    ended, end = is_word(col(Need.status), NeedStatus.EXPIRED), col(Need.expires_at)
    lives = ((is_word(col(Need.urgency), urgency), span) for urgency, span in deadlines.NEED_LIFE.items())
    last_part = end - func.least(case(*lives), end - col(Need.posted_at)) * LAST_PART
    rows = _row(
        Waits.RENEW,
        "need",
        col(Need.id),
        case((ended, end), else_=last_part),
        case((ended, end + AFTER_ITS_END), else_=end),
    )
    running_out = and_(is_word(col(Need.status), NeedStatus.OPEN), end > now, last_part <= now)
    lately = and_(ended, col(Need.expires_at) > now - AFTER_ITS_END)
    return _named(rows, Need).where(
        among(col(Need.author_id), caller.voices), col(Need.windows) == (), or_(running_out, lately)
    )


def _check_in(caller: Caller) -> Rows:
    asked_at = col(Offer.check_in_asked_at)
    rows = _row(Waits.CHECK_IN, "offer", col(Offer.id), asked_at, asked_at + deadlines.OFFER_ANSWER)
    return _of_none(rows).where(
        among(col(Offer.author_id), caller.voices),
        is_word(col(Offer.status), OfferStatus.ACTIVE),
        asked_at >= col(Offer.checked_in_at),
    )


def _consent(caller: Caller) -> Rows:
    rows = _row(Waits.CONSENT, "person", col(Representation.person_id), col(Representation.created_at), None)
    return _of_none(rows).where(
        col(Representation.person_id) == caller.person_id,
        col(Representation.given_at).is_(None),
        col(Representation.ended_at).is_(None),
    )
