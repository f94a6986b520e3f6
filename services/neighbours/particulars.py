"""What a person's card is made of: what they ask, promise and offer in a circle, how much it is, and what was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict
from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from core import notes
from core.access import Caller, sees_match
from core.crypto.keyring import keyring
from core.events import EventKind
from core.models import Match, Need
from matching.words.values import Window
from matching.words.vocabulary import MatchStatus, NeedStatus, Urgency
from services import sealed
from services.consequences import match_times
from services.neighbours import hand_over


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


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks for them; nameless where they are not of the circle themselves."""

    person_id: UUID | None
    display_name: str | None
    by_me: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody who answers for the circle did about them, and why; its subject reads it too."""

    at: datetime
    kind: str
    by_id: UUID | None
    by_name: str | None
    text: str


REMARKS = (EventKind.MEMBER_MET, EventKind.MEMBER_REFUSED, EventKind.PROMISES_HANDED_OVER)
"""What is read on the card with its reason. Why somebody was suspended may be another's matter: it is in the log."""
_MOST = 50
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
_SPEAKERS = text("""
    SELECT r.representative_id AS id, p.display_name, k.wrapped,
           EXISTS (SELECT FROM membership m WHERE m.person_id = p.id AND m.community_id = :community
                      AND m.state = 'active') AS of_the_circle
      FROM representation r JOIN person p ON p.id = r.representative_id
      LEFT JOIN person_key k ON k.person_id = p.id
     WHERE r.person_id = :person AND r.ended_at IS NULL AND p.id <> ALL(CAST(:blocked AS uuid[])) ORDER BY r.id
""")
_REMARKS = text("""
    SELECT e.id, e.at, e.kind, e.actor_id, p.display_name, k.wrapped FROM event e
      LEFT JOIN person p ON p.id = e.actor_id LEFT JOIN person_key k ON k.person_id = p.id
     WHERE e.subject_id = :person AND e.community_id = :community AND e.kind = ANY(:kinds)
       AND (e.actor_id IS NULL OR e.actor_id <> ALL(CAST(:blocked AS uuid[])))
     ORDER BY e.id DESC LIMIT 20
""")


class Given(TypedDict):
    """What the queries are asked with."""

    person: UUID
    community: UUID
    now: datetime
    blocked: list[UUID]


class _Named(Protocol):
    id: UUID
    display_name: bytes | None
    wrapped: bytes | None


def needs(session: Session, given: Given) -> tuple[Asks, ...]:
    """What they ask for here, oldest first; nothing of whoever hides."""
    rows = session.scalars(
        select(Need)
        .where(
            col(Need.author_id) == given["person"],
            col(Need.community_id) == given["community"],
            col(Need.status).in_((NeedStatus.PENDING, NeedStatus.OPEN, NeedStatus.MATCHED)),
            ~col(Need.author_hidden),
        )
        .order_by(col(Need.posted_at), col(Need.id))
        .limit(_MOST)
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


def promises(session: Session, caller: Caller, given: Given, now: datetime) -> tuple[Promise, ...]:
    """What they said yes to here, as far as the caller may see it, in the order in which it begins."""
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
        .limit(_MOST)
    ).all()
    asked = select(Need).where(col(Need.id).in_([match.need_id for match in matches]))
    needs = {need.id: need for need in session.scalars(asked)}
    found = hand_over.promises(session, caller, given["community"], given["person"], now=now)
    may_be = {match.id for match in found}
    return tuple(
        Promise(
            match.id,
            match.need_id,
            needs[match.need_id].category,
            needs[match.need_id].urgency,
            match.status,
            match_times.of(match).stretch,
            match.id in may_be,
        )
        for match in matches
    )


def offers(session: Session, given: Given) -> tuple[Offers, ...]:
    """What they offer here, of what stands."""
    rows = session.execute(_OFFERS, {**given, "most": _MOST})
    return tuple(Offers(row.id, row.status, tuple(row.categories)) for row in rows)


def load(session: Session, given: Given) -> tuple[Load, Answer | None]:
    """How much they have to do here, and their last word; None: they never gave one."""
    row = session.execute(_LOAD, given).one()
    load = Load(row.confirmed, row.accepted, row.asked, row.lately)
    said = [(at, yes) for at, yes in ((row.yes_at, True), (row.no_at, False)) if at is not None]
    return load, Answer(*max(said)) if said else None


def speakers(session: Session, caller: Caller, given: Given) -> tuple[Speaker, ...]:
    """Who speaks for them, but whoever keeps away from the caller or they from them."""
    rows = session.execute(_SPEAKERS, given).all()
    return tuple(
        Speaker(row.id, _name(session, row), by_me=row.id == caller.person_id)
        if row.of_the_circle
        else Speaker(None, None, by_me=False)
        for row in rows
    )


def remarks(session: Session, given: Given) -> tuple[Remark, ...]:
    """What was done about them here with a reason, newest first."""
    rows = session.execute(_REMARKS, {**given, "kinds": [str(kind) for kind in REMARKS]}).all()
    words = notes.of_events(session, [row.id for row in rows])
    return tuple(
        Remark(row.at, row.kind, row.actor_id, _name(session, row, row.actor_id), words[row.id])
        for row in rows
        if row.id in words
    )


def _name(session: Session, row: _Named, person_id: UUID | None = None) -> str | None:
    whose = person_id or row.id
    if row.display_name is None or not isinstance(whose, UUID):
        return None
    keyring(session).learn(whose, row.wrapped)
    return sealed.opened_display_name(session, whose, row.display_name)
