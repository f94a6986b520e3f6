"""Somebody in the middle of things, to open pages as: needs, offers, promises, and a circle with needs around them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from benchmarks.house.community import BenchCommunity, build
from benchmarks.house.database import BenchDatabase
from benchmarks.house.geography import Geography
from core import places
from core.models import Match, Need, Offer, Person
from matching.words.vocabulary import MatchStatus
from services import browsers
from services.access import callers
from services.people import sign_in
from tests.support import rows

OF_EACH = 5
"""So many needs, yes-es to them, and promises they have."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who looks: their token and their cookie; and what pages and calls are about."""

    community: BenchCommunity
    cookie: str
    need: UUID
    match: UUID


def scene(bench: BenchDatabase, *, needs: int) -> Scene:
    """Fills an empty database."""
    community = build(bench, needs=needs, authors=50)
    now = datetime.now(UTC)
    with bench.database.transaction() as session:
        me = callers.by_access_token(session, community.access_token, now).person_id
        own = _own_needs(session, community.id, me, now)
        promises = _promises(session, community.id, me, now)
        person = session.get_one(Person, me)
        began = sign_in.start_session(session, person, device_name="bench", now=now)
        cookie = browsers.begin(session, began.session_id, own_phone=True, now=now)
    return Scene(community, cookie, own[0], promises[0])


def _here() -> int:
    return places.cell_of(*Geography().centre)


def _own_needs(session: Session, community: UUID, me: UUID, now: datetime) -> list[UUID]:
    """The first has yes-es that wait for an answer."""
    needs = [
        rows.a_need(session, community, me, now - timedelta(minutes=one), cell=_here())
        for one in range(OF_EACH)
    ]
    for _ in range(OF_EACH):
        offer = rows.an_offer(session, community, _here(), now)
        _said_yes(session, needs[0], offer, now)
    return [need.id for need in needs]


def _promises(session: Session, community: UUID, me: UUID, now: datetime) -> list[UUID]:
    """What was promised with an offer of one's own; the first is agreed on."""
    offer = rows.an_offer(session, community, _here(), now, author=me, at_a_time=100)
    found = []
    for one in range(OF_EACH):
        author = rows.a_member(session, community, now)
        need = rows.a_need(session, community, author, now, cell=_here())
        match = _said_yes(session, need, offer, now)
        if not one:
            match.status = MatchStatus.CONFIRMED
            for name, value in rows.both_keys(need, offer, now).items():
                setattr(match, name, value)
            session.flush()
        found.append(match.id)
    return found


def _said_yes(session: Session, need: Need, offer: Offer, now: datetime) -> Match:
    [id] = rows.matches_on(session, need, [offer.id], now, MatchStatus.ACCEPTED)
    match = session.get_one(Match, id)
    match.helper_key_at, match.helper_key_by = now, offer.author_id
    session.flush()
    return match
