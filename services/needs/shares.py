"""A need shared into a chat: a link for whoever has it, its openings counted, ended when the need is.

Its page shows what an outsider may know and no more. Who answers on it answers this need alone: they join
nothing, count as `new`, and meet the need's rules like everybody else; the author still turns the second key.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Conflict
from core.events import EventKind, record_on
from core.models import Community, Link, Match, Need, Person
from core.models.link import LinkPurpose
from matching.words.vocabulary import NeedStatus, TrustLevel, WhoHelps
from services.access import callers, links, rights
from services.facts import policies
from services.matches import eligibility
from services.matches import opening as match_opening
from services.needs import parts as need_parts


@dataclass(frozen=True, slots=True)
class Share:
    """A need's link, and what became of it so far."""

    need: Need
    community: Community
    token: str
    expires_at: datetime
    opened: int
    answers: int


def make(session: Session, caller: Caller, need_id: UUID, *, now: datetime) -> Share:
    """The link of an own open need; asked for again, the same one with a new life. Raises Conflict."""
    need = rights.own_need(session, caller, need_id)
    eligibility.ensure_open(need, now)
    if (
        need.hidden
        or need_parts.asks_first(need)
        or session.get_one(Person, need.author_id).is_adult is False
    ):
        raise Conflict("not_possible", current=need.status, allowed=[])
    first = links.of_seed(session, LinkPurpose.SHARED_NEED, need.id) is None
    token = links.make(
        session, LinkPurpose.SHARED_NEED, None, need.id, now, seed=need.id, expires_at=need.expires_at
    )
    if first:
        record_on(
            session, EventKind.NEED_SHARED, need, actor=caller.person_id, for_id=need.author_id, now=now
        )
    row = links.find(session, token, now)
    community = session.get_one(Community, need.community_id)
    return Share(need, community, token, row.expires_at, row.opened, row.answers)


@dataclass(frozen=True, slots=True)
class Asks:
    """What a need asks of whoever answers on its link, beside what they say there themselves."""

    trust: TrustLevel
    organisations_only: bool


def asks(session: Session, need: Need) -> Asks:
    """What a need asks of helpers: to be told before they leave an address and a name in vain."""
    here = session.get_one(Community, need.community_id)
    least = max(
        need.criteria.min_trust, policies.risk(here, need.category).min_trust, key=lambda level: level.rank
    )
    return Asks(least, need.criteria.by is WhoHelps.ORGANISATIONS)


def is_open(need: Need, now: datetime) -> bool:
    """Whether an answer can still be given."""
    shown = not (need.hidden or need.author_hidden or need_parts.asks_first(need))
    return shown and need.status is NeedStatus.OPEN and need.expires_at > now


def answer(session: Session, link: Link, person_id: UUID, *, now: datetime) -> Match:
    """Somebody who has proved an address says "I can", with an offer for this need alone."""
    caller = callers.by_person(session, person_id)
    match = match_opening.respond(session, caller, link.subject_id, via_link=True, now=now)
    if match.helper_key_at == now:  # the same yes twice is one
        links.count_answer(session, link)
    return match
