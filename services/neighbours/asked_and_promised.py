"""On the card of somebody of a circle: what they ask for, promise and offer here, and how much a helper has to do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from core.access import Caller, sees_match
from core.models import Match, Need
from matching.words.values import Window
from matching.words.vocabulary import MatchStatus, NeedStatus, Urgency
from services import sealed
from services.consequences import match_times
from services.neighbours import hand_over
from services.neighbours.asking_for import AskingFor


@dataclass(frozen=True, slots=True)
class Asks:
    """What they ask for here, as long as it stands."""

    id: UUID
    category: str
    title: str | None
    urgency: Urgency
    status: NeedStatus
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """What they said yes to here. `status`: accepted, and it waits for the author's word; or confirmed, by both.
    `time`: the agreed one, or some time within; None: none is agreed. `may_hand_over`: it has not begun.
    """

    match_id: UUID
    need_id: UUID
    category: str
    urgency: Urgency
    status: MatchStatus
    time: Window | None
    may_hand_over: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How much a helper has to do here: agreed, said yes to, and asked without an answer; agreed in the last 7 days."""

    confirmed: int
    accepted: int
    asked: int
    lately: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Their last word as a helper here: a yes, or a no."""

    at: datetime
    yes: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """A standing offer of theirs here, as coordinators see offers."""

    id: UUID
    status: str
    categories: tuple[str, ...]


_LOAD = text("""
    SELECT count(*) FILTER (WHERE m.status = 'confirmed') AS confirmed,
           count(*) FILTER (WHERE m.status = 'accepted') AS accepted,
           count(*) FILTER (WHERE m.status IN ('proposed', 'invited')) AS asked,
           count(*) FILTER (WHERE m.confirmed_at > :now - interval '7 days') AS lately,
           max(m.helper_key_at) AS yes_at,
           max(m.ended_at) FILTER (WHERE m.ended_by = 'helper' AND m.status IN ('declined', 'cancelled')) AS no_at
      FROM match m WHERE m.helper_person_id = :person AND m.community_id = :community
""")
_OFFERS = text("""
    SELECT o.id, o.status, o.categories FROM offer o
     WHERE o.author_id = :person AND o.community_id = :community AND o.for_need_id IS NULL
       AND o.status IN ('active', 'paused') ORDER BY o.id LIMIT :most
""")


def needs(session: Session, given: AskingFor) -> tuple[Asks, ...]:
    rows = session.scalars(
        select(Need)
        .where(
            col(Need.author_id) == given["person"],
            col(Need.community_id) == given["community"],
            col(Need.status).in_((NeedStatus.PENDING, NeedStatus.OPEN, NeedStatus.MATCHED)),
            ~col(Need.author_hidden),
        )
        .order_by(col(Need.posted_at), col(Need.id))
        .limit(given["most"])
    )
    return tuple(
        Asks(
            need.id,
            need.category,
            sealed.opened_in_need(session, need, "title"),
            need.urgency,
            need.status,
            need.posted_at,
        )
        for need in rows
    )


def promises(session: Session, caller: Caller, given: AskingFor, now: datetime) -> tuple[Promise, ...]:
    begins = func.coalesce(col(Match.agreed_from), col(Match.between_from), col(Match.created_at))
    matches = session.scalars(
        select(Match)
        .where(
            col(Match.helper_person_id) == given["person"],
            col(Match.community_id) == given["community"],
            col(Match.status).in_((MatchStatus.ACCEPTED, MatchStatus.CONFIRMED)),
            sees_match(caller),
        )
        .order_by(begins, col(Match.id))
        .limit(given["most"])
    ).all()
    asked = select(Need).where(col(Need.id).in_([match.need_id for match in matches]))
    about = {need.id: need for need in session.scalars(asked)}
    found = hand_over.promises(session, caller, given["community"], given["person"], now=now)
    may_be = {match.id for match in found}
    return tuple(
        Promise(
            match.id,
            match.need_id,
            about[match.need_id].category,
            about[match.need_id].urgency,
            match.status,
            match_times.of(match).stretch,
            match.id in may_be,
        )
        for match in matches
    )


def load(session: Session, given: AskingFor) -> tuple[Load, Answer | None]:
    row = session.execute(_LOAD, given).one()
    found = Load(row.confirmed, row.accepted, row.asked, row.lately)
    said = [(at, yes) for at, yes in ((row.yes_at, True), (row.no_at, False)) if at is not None]
    return found, Answer(*max(said)) if said else None


def offers(session: Session, given: AskingFor) -> tuple[Offers, ...]:
    """Their standing offers."""
    rows = session.execute(_OFFERS, given)
    return tuple(Offers(row.id, row.status, tuple(row.categories)) for row in rows)
