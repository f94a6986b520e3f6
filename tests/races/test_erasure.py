"""Somebody leaves for good while something of theirs is just coming about: nothing of it stays."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from sqlalchemy import text

from core.errors import Unauthorized
from matching.values import Point
from services import need_posts, people
from services.need_posts import NeedDraft
from tests.races.stage import at_once, caller_of, crowd, somebody_waits
from tests.support.people import PLACE
from tests.support.world import World

_LEFT = text("""
    SELECT 'need' FROM need WHERE author_id = :id AND status IN ('pending', 'open', 'matched')
    UNION ALL SELECT 'offer' FROM offer WHERE author_id = :id AND status IN ('active', 'paused')
    UNION ALL SELECT 'match' FROM match WHERE :id IN (helper_person_id, beneficiary_id)
       AND status IN ('proposed', 'invited', 'accepted', 'confirmed')
    UNION ALL SELECT 'key' FROM person_key WHERE person_id = :id
""")


def test_nothing_new_comes_about_of_somebody_who_leaves(arena: World) -> None:
    other = arena.person("Ana")
    community = arena.community(other)["id"]
    needs = [other.need()["id"] for _ in range(2)]
    for _ in range(6):
        leaving = arena.person("Ben")
        leaving.post(f"/v1/communities/{community}/join")
        answers = at_once(
            [
                partial(leaving.call, "POST", "/v1/needs", {"category": "groceries", "place": PLACE}),
                partial(leaving.call, "POST", "/v1/offers", {"place": PLACE}),
                *(partial(leaving.call, "POST", f"/v1/needs/{need}/responses", {}) for need in needs),
                partial(leaving.call, "DELETE", "/v1/me"),
            ]
        )
        assert {answer.status_code for answer in answers} <= {201, 204, 401, 403, 404, 409}
        assert answers[-1].status_code == 204
        with arena.database.transaction() as session:
            assert session.execute(_LEFT, {"id": leaving.id}).scalars().all() == []


def test_what_is_being_posted_waits_for_who_is_leaving_and_is_refused(arena: World) -> None:
    leaving, now = arena.person("Ben"), arena.now()
    community = UUID(arena.community(leaving, name="Old Town")["id"])
    with crowd(arena, 3) as database, ThreadPoolExecutor(1) as pool, database.session() as erasing:
        caller = caller_of(database, leaving, now)
        people.erase(erasing, caller, now=now)

        draft = NeedDraft("water", place=Point(**PLACE), community_id=community)

        def post() -> str:
            with database.transaction() as session:
                try:
                    need_posts.post(session, caller, draft, now=now)
                except Unauthorized:
                    return "signed out"
            return "posted by nobody"

        posting = pool.submit(post)
        while not posting.done() and not somebody_waits(database):
            pass
        erasing.commit()
        assert posting.result() == "signed out"
