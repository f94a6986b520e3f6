"""Somebody leaves for good while something of theirs is just coming about: nothing of it stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from core.errors import Conflict, Unauthorized
from core.models.device import AddressKind, Transport
from matching.words.values import Point
from services import leaving as departure
from services.communities import joining
from services.needs import posts as need_posts
from services.needs.posts import NeedDraft
from services.people import devices, profile
from tests.support.at_once import at_once, caller_of, connections, somebody_waits
from tests.support.places import LANSING
from tests.support.world import World

_LEFT = text("""
    SELECT 'need' FROM need WHERE author_id = :id AND status IN ('pending', 'open', 'matched')
    UNION ALL SELECT 'offer' FROM offer WHERE author_id = :id AND status IN ('active', 'paused')
    UNION ALL SELECT 'match' FROM match WHERE :id IN (helper_person_id, beneficiary_id)
       AND status IN ('proposed', 'invited', 'accepted', 'confirmed')
    UNION ALL SELECT 'key' FROM person_key WHERE person_id = :id
    UNION ALL SELECT 'device' FROM device WHERE person_id = :id
    UNION ALL SELECT 'contact' FROM contact_point WHERE person_id = :id
    UNION ALL SELECT 'member' FROM membership WHERE person_id = :id AND state IN ('active', 'pending')
""")


def test_nothing_new_comes_about_of_somebody_who_leaves(shared_world: World) -> None:
    other = shared_world.person("Ana")
    community, elsewhere = (shared_world.community(other, name=name)["id"] for name in ("Here", "Elsewhere"))
    needs = [other.need()["id"] for _ in range(2)]
    for _ in range(6):
        leaving = shared_world.person("Ben")
        leaving.post(f"/v1/communities/{community}/join")
        tag = leaving.call("GET", "/v1/me").headers["etag"]
        answers = at_once(
            [
                partial(leaving.call, "POST", "/v1/needs", {"category": "groceries", "place": LANSING}),
                partial(leaving.call, "POST", "/v1/offers", {"place": LANSING}),
                *(partial(leaving.call, "POST", f"/v1/needs/{need}/responses", {}) for need in needs),
                partial(leaving.call, "PUT", f"/v1/me/devices/{uuid4()}", {"address": "ok-1"}),
                partial(leaving.call, "PATCH", "/v1/me", {"phone": "+15175550100"}, If_Match=tag),
                partial(leaving.call, "POST", f"/v1/communities/{elsewhere}/join"),
                partial(leaving.call, "DELETE", "/v1/me"),
            ]
        )
        assert {answer.status_code for answer in answers} <= {200, 201, 204, 401, 403, 404, 409}
        assert answers[-1].status_code == 204
        with shared_world.database.transaction() as session:
            assert session.execute(_LEFT, {"id": leaving.id}).scalars().all() == []


def post(session: Session, caller: Caller, community: UUID, now: datetime) -> None:
    draft = NeedDraft("water", place=Point(**LANSING), community_id=community)
    need_posts.post(session, caller, draft, now=now)


def join(session: Session, caller: Caller, community: UUID, now: datetime) -> None:
    joining.join(session, caller, community, invitation=None, now=now)


def leave_a_number(session: Session, caller: Caller, community: UUID, now: datetime) -> None:
    profile.edit(session, caller, profile.ProfileChanges(phone="+15175550100"), now=now)


def bring_a_phone(session: Session, caller: Caller, community: UUID, now: datetime) -> None:
    devices.put(
        session,
        caller,
        uuid4(),
        transport=Transport.FCM,
        address_kind=AddressKind.TOKEN,
        address="ok-1",
        locale="en",
        now=now,
    )


@pytest.mark.parametrize("coming_about", [post, join, leave_a_number, bring_a_phone])
def test_what_comes_about_waits_for_who_is_leaving_and_is_refused(
    shared_world: World, coming_about: Callable[..., None]
) -> None:
    leaving, now = shared_world.person("Ben"), shared_world.now()
    community = UUID(shared_world.community(shared_world.person("Ana"), name="Old Town")["id"])
    with (
        connections(shared_world, 3) as database,
        ThreadPoolExecutor(1) as pool,
        database.session() as erasing,
    ):
        caller = caller_of(database, leaving, now)
        departure.erase(erasing, caller, now=now)

        def act() -> str:
            with database.transaction() as session:
                try:
                    coming_about(session, caller, community, now)
                except Unauthorized:
                    return "signed out"
            return "done for nobody"

        acting = pool.submit(act)
        while not acting.done() and not somebody_waits(database):
            pass
        erasing.commit()
        assert acting.result() == "signed out"


def test_an_account_is_kept_by_whoever_calls_it_off_at_the_same_moment(shared_world: World) -> None:
    nia = shared_world.newcomer("Nia")
    nia.steps_up = None
    shared_world.advance(hours=1)
    assert nia.call("DELETE", "/v1/me").status_code == 202
    shared_world.advance(hours=25)
    assert nia.get("/v1/me")["erasure_from"] is not None
    now = shared_world.now()
    with (
        connections(shared_world, 3) as database,
        ThreadPoolExecutor(1) as pool,
        database.session() as keeping,
    ):
        caller = caller_of(database, nia, now)
        departure.keep(keeping, caller, now=now)

        def erase() -> str:
            with database.transaction() as session:
                try:
                    departure.erase(session, caller, now=now)
                except Conflict as conflict:
                    return conflict.code
            return "erased"

        erasing = pool.submit(erase)
        while not erasing.done() and not somebody_waits(database):
            pass
        keeping.commit()
        assert erasing.result() == "conflict"
    assert nia.get("/v1/me")["erasure_from"] is None
