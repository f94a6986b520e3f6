"""A need shared into a chat: a link for whoever has it, its openings counted, ended with the need or by its author.

Its page shows what an outsider may know and no more. Who answers on it answers this need alone: they join
nothing, count as `new`, and meet the need's rules like everybody else; the author still turns the second key.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict, NotFound
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

    id: UUID
    need: Need
    community: Community
    token: str
    expires_at: datetime
    opened: int
    answers: int


def may_be_shared(session: Session, need: Need) -> bool:
    """Whether strangers may hear of it: not of one that is hidden, that only whom its author picks hears of, or of
    somebody who is no adult.
    """
    is_child = session.get_one(Person, need.author_id).is_adult is False
    return not (need.hidden or need_parts.asks_first(need) or is_child)


def make(session: Session, caller: Caller, need_id: UUID, *, now: datetime) -> Share:
    """The link of an own open need; asked for again, the same one with a new life. Raises Conflict."""
    need = rights.own_need(session, caller, need_id)
    eligibility.ensure_open(need, now)
    if not may_be_shared(session, need):
        raise Conflict("not_possible", current=need.status, allowed=[])
    seed = _seed(need)
    first = links.of_seed(session, LinkPurpose.SHARED_NEED, seed) is None
    links.make(session, LinkPurpose.SHARED_NEED, None, need.id, now, seed=seed, expires_at=need.expires_at)
    if first:
        record_on(
            session, EventKind.NEED_SHARED, need, actor=caller.person_id, for_id=need.author_id, now=now
        )
    [made] = _open(session, need, now)
    return made


def of_need(session: Session, caller: Caller, need_id: UUID, *, now: datetime) -> list[Share]:
    """The links of an own need that open its page now: one at most."""
    return _open(session, rights.own_need(session, caller, need_id), now)


def take_back(session: Session, caller: Caller, need_id: UUID, link_id: UUID, *, now: datetime) -> None:
    """Shuts an own need's link at once and for good: shared again, it is by another one. Repeating is harmless.

    Who answered on it before is not touched by that. Raises NotFound for what is no link of this need.
    """
    rights.own_need(session, caller, need_id)
    need = need_parts.locked(session, need_id)
    link = session.scalars(
        select(Link).where(
            col(Link.id) == link_id,
            col(Link.subject_id) == need.id,
            col(Link.purpose) == LinkPurpose.SHARED_NEED,
        )
    ).one_or_none()
    if link is None:
        raise NotFound
    if link.used_at is not None:
        return
    links.spend(session, link, now)
    need.links_taken_back += 1
    record_on(session, EventKind.NEED_UNSHARED, need, actor=caller.person_id, for_id=need.author_id, now=now)


def _seed(need: Need) -> UUID:
    """What its link is derived from now."""
    return uuid5(need.id, str(need.links_taken_back)) if need.links_taken_back else need.id


def _open(session: Session, need: Need, now: datetime) -> list[Share]:
    row = links.of_seed(session, LinkPurpose.SHARED_NEED, _seed(need))
    if row is None or links.shut_at(row) <= now:
        return []
    token = links.token_of_seed(session, LinkPurpose.SHARED_NEED, _seed(need))
    community = session.get_one(Community, need.community_id)
    return [Share(row.id, need, community, token, row.expires_at, row.opened, row.answers)]


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
