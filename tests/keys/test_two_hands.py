"""Every way found by which one hand could have turned both keys, or a key could turn without a consent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.errors import Conflict
from core.ids import new_id
from core.models import Match
from core.models.link import LinkPurpose
from matching.words.vocabulary import By, MatchStatus
from services.access.voices import Voice
from services.matches import two_keys
from tests.keys.machine import digest
from tests.support import pages
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.telling import change
from tests.support.without_app import entered, said, taken_over

FIRST = {"decide": "first_who_fits"}


def test_a_word_that_covers_no_answer_turns_no_key_in_advance(cleos_community: CleosCommunity) -> None:
    cleo = cleos_community.cleo
    mercy = entered(cleos_community.world, cleo, "Mercy", consent={"covers": ["post", "report"]})
    ahead = {
        "category": "water",
        "place": cleos_community.place,
        "on_behalf_of": mercy["id"],
        "criteria": FIRST,
    }
    assert cleo.refused("POST", "/v1/needs", ahead)["code"] == "consent_does_not_cover"
    need = cleo.need(on_behalf_of=mercy["id"])
    path = f"/v1/needs/{need['id']}"
    tag = cleo.call("GET", path).headers["etag"]
    late = cleo.refused("PATCH", path, {"criteria": FIRST}, If_Match=tag)
    assert late["code"] == "consent_does_not_cover"


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE representation SET until = '2020-01-01'",
        "UPDATE representation SET covers = '{post}'",
        "UPDATE representation SET given_at = NULL",
        "UPDATE representation SET ended_at = now()",
        "UPDATE person SET erased_at = now() WHERE id IN (SELECT representative_id FROM representation)",
    ],
)
def test_a_key_given_in_advance_waits_once_the_consent_is_gone(
    cleos_community: CleosCommunity, gone: str
) -> None:
    mercy = entered(cleos_community.world, cleos_community.cleo, "Mercy")
    need = cleos_community.cleo.need(on_behalf_of=mercy["id"], criteria=FIRST)
    change(cleos_community.world.database, gone)
    assert cleos_community.ben_says_yes(need["id"])["status"] == "accepted"


def test_a_key_given_in_advance_is_named_with_its_hand(cleos_community: CleosCommunity) -> None:
    """Both hands stand in the event, for whom, and how the word was given."""
    cleo, ben, world = cleos_community.cleo, cleos_community.ben, cleos_community.world
    mercy = entered(world, cleo, "Mercy", consent={"how": "in_person"})
    need = cleo.need(on_behalf_of=mercy["id"], criteria=FIRST)
    match = cleos_community.ben_says_yes(need["id"])
    assert match["status"] == "confirmed"
    with world.database.transaction() as session:
        about = text("SELECT payload FROM event WHERE kind = 'match_confirmed' AND subject_id = :id")
        payload = session.execute(about, {"id": match["id"]}).scalar_one()
        row = session.execute(text("SELECT beneficiary_spoken FROM match")).scalar_one()
    assert (payload["helper_by"], payload["helper_for"]) == (ben.id, None)
    assert (payload["beneficiary_by"], payload["beneficiary_for"]) == (cleo.id, mercy["id"])
    assert row["how"] == "in_person"


def test_who_takes_over_holds_their_own_key(cleos_community: CleosCommunity) -> None:
    """What a representative said ahead is over with the representation: the next yes waits for the person."""
    cleo, world = cleos_community.cleo, cleos_community.world
    mercy, juma = entered(world, cleo, "Mercy"), entered(world, cleo, "Juma", is_adult=True)
    need = cleo.need(on_behalf_of=mercy["id"], criteria=FIRST)
    offer = cleo.offer(on_behalf_of=juma["id"])
    world.vouch_for(Person(world.http, "Juma", juma["id"], "", ""), cleos_community.id)
    herself = taken_over(world, cleo, mercy)
    answer = {"offer_id": offer["id"], "spoken": said(world)}
    assert cleo.refused("POST", f"/v1/needs/{need['id']}/responses", answer)["code"] in (
        "own_need",
        "not_found",
    )
    match = cleos_community.ben_says_yes(need["id"])
    assert match["status"] == "accepted"
    assert herself.post(f"/v1/matches/{match['id']}/confirm")["status"] == "confirmed"


def test_a_card_in_a_drawer_opens_nothing_once_somebody_took_over(cleos_community: CleosCommunity) -> None:
    cleo, world = cleos_community.cleo, cleos_community.world
    mercy = entered(world, cleo, "Mercy")
    kept = cleo.post(f"/v1/people/{mercy['id']}/takeover-codes", {"card": True})["code"]
    taken_over(world, cleo, mercy)
    answer = world.http.post("/v1/auth/sessions", json={"card": kept})
    assert (answer.status_code, answer.json()["code"]) == (401, "card_not_valid")


@pytest.mark.parametrize(
    ("whose", "code"), [("household", "another_hand_needed"), ("organisation", "own_need")]
)
def test_nobody_says_a_helpers_yes_to_a_need_that_is_near_to_themselves(
    cleos_community: CleosCommunity, whose: str, code: str
) -> None:
    """The helper may help there; but somebody else must have asked them, or they say it themselves."""
    cleo, world = cleos_community.cleo, cleos_community.world
    sam = world.person("Sam")
    fields: dict[str, Any] = {}
    if whose == "household":
        for person in (cleo, sam):
            person.patch("/v1/me", {"phone": "+15175550100"})
    else:
        fields["organisation_id"] = cleos_community.world.organisation(sam, cleo)
    juma = entered(world, cleo, "Juma", is_adult=True)
    offer = cleo.offer(on_behalf_of=juma["id"])
    need = sam.need(**fields)
    invited = sam.invite(need["id"], offer["id"])
    refused = cleo.refused("POST", f"/v1/matches/{invited['id']}/accept", {"spoken": said(world)})
    assert refused["code"] == code


def test_an_organisations_need_is_not_its_own_peoples_to_answer(cleos_community: CleosCommunity) -> None:
    sam, ben = cleos_community.world.person("Sam"), cleos_community.ben
    need = sam.need(organisation_id=cleos_community.world.organisation(sam, ben))
    assert ben.refused("POST", f"/v1/needs/{need['id']}/responses", {})["code"] == "own_need"


def test_a_colleagues_proposal_is_the_colleagues_to_answer(cleos_community: CleosCommunity) -> None:
    """Two act for one organisation: who was asked says yes, and nobody in their name."""
    world, ben = cleos_community.world, cleos_community.ben
    sam = cleos_community.member("Sam")
    kitchen = cleos_community.world.organisation(sam, ben)
    asked = sam.offer(organisation_id=kitchen)
    other = ben.offer(organisation_id=kitchen)
    ana = world.person("Ana")
    need = ana.need()
    ana.invite(need["id"], asked["id"])
    answer = {"offer_id": other["id"]}
    assert ben.refused("POST", f"/v1/needs/{need['id']}/responses", answer)["code"] == "not_possible"


def test_a_word_is_not_passed_on_before_it_was_said(cleos_community: CleosCommunity) -> None:
    cleo, world = cleos_community.cleo, cleos_community.world
    mercy = entered(world, cleo, "Mercy")
    match = cleos_community.ben_says_yes(cleo.need(on_behalf_of=mercy["id"])["id"])
    later = {"how": "phone", "at": (world.now() + timedelta(hours=1)).isoformat()}
    refused = cleo.refused("POST", f"/v1/matches/{match['id']}/confirm", {"spoken": later})
    assert refused["errors"][0] | {"detail": ""} == {
        "pointer": "/spoken/at",
        "code": "in_the_future",
        "detail": "",
    }


def test_a_helper_without_the_app_ends_it_by_a_call_too(cleos_community: CleosCommunity) -> None:
    """To any coordinator where they help: no offer of theirs stands any more, and who waited is told."""
    cleo, world = cleos_community.cleo, cleos_community.world
    omar = cleos_community.member("Omar")
    world.appoint(omar, cleos_community.id, "coordinator")
    juma = entered(world, cleo, "Juma", is_adult=True)
    offer = cleo.offer(on_behalf_of=juma["id"])
    ana = world.person("Ana")
    need = ana.need()
    invited = ana.invite(need["id"], offer["id"])
    cleo.post(f"/v1/matches/{invited['id']}/accept", {"spoken": said(world)})
    assert cleos_community.ben.refused("DELETE", f"/v1/people/{juma['id']}")["status"] == 404
    omar.delete(f"/v1/people/{juma['id']}")
    assert ana.get(f"/v1/matches/{invited['id']}")["status"] == "cancelled"
    assert ana.refused("GET", f"/v1/matches/{invited['id']}/contact")["code"] == "contact_closed"
    with world.database.transaction() as session:
        status = session.execute(text("SELECT status FROM offer WHERE id = :id"), {"id": offer["id"]})
        assert status.scalar_one() == "withdrawn"
    again = {"category": "water", "place": cleos_community.place, "on_behalf_of": juma["id"]}
    assert cleo.refused("POST", "/v1/needs", again)["code"] == "consent_does_not_cover"


def test_looking_at_an_answered_proposal_makes_and_prolongs_nothing(cleos_community: CleosCommunity) -> None:
    """A mail program's scanner looks for a week and longer: the way onward is a press."""
    world, ana = cleos_community.world, cleos_community.world.person("Ana")
    match = cleos_community.ben_says_yes(ana.need()["id"])["id"]
    ana.post(f"/v1/matches/{match}/confirm")
    path = pages.link_for(world, LinkPurpose.ANSWER, cleos_community.ben, match)
    before = digest(world)
    for method in ("GET", "HEAD", "GET"):
        assert world.http.request(method, path).status_code == 200
    assert digest(world) == before
    onward = pages.press(world.http, pages.get(world.http, path), "onward")
    agreed = pages.get(world.http, onward.hrefs[0])
    assert "show" in agreed.buttons


def test_one_hand_turns_one_key_whatever_was_overlooked_before() -> None:
    somebody, other, at = new_id(), new_id(), datetime(2026, 11, 21, tzinfo=UTC)
    for first, second in ((By.HELPER, By.BENEFICIARY), (By.BENEFICIARY, By.HELPER)):
        match = Match(
            need_id=other,
            offer_id=other,
            community_id=other,
            beneficiary_id=other,
            helper_id=somebody,
            helper_person_id=somebody,
            status=MatchStatus.PROPOSED,
            opened_by=By.ENGINE,
            created_at=at,
        )
        two_keys.turn(match, first, voice=Voice(somebody, somebody), now=at)
        with pytest.raises(Conflict, match="own_need"):
            two_keys.turn(match, second, voice=Voice(other, somebody), now=at)


@contextmanager
def refused_by_the_database(name: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=name):
        yield


def test_the_database_itself_confirms_nothing_by_one_hand_or_one_key(cleos_community: CleosCommunity) -> None:
    """Whatever the code overlooks."""
    database = cleos_community.world.database
    match = cleos_community.ben_says_yes(cleos_community.world.person("Ana").need()["id"])
    assert match["status"] == "accepted"
    with refused_by_the_database("ck_match_both_keys"):
        change(database, "UPDATE match SET status = 'confirmed', confirmed_at = now()")
    with refused_by_the_database("ck_match_two_hands"):
        change(database, "UPDATE match SET beneficiary_key_at = now(), beneficiary_key_by = helper_key_by")


def test_a_block_made_for_somebody_keeps_the_other_side_away_from_them(
    cleos_community: CleosCommunity,
) -> None:
    """Whoever speaks for Mercy blocks for Mercy: Ben is gone from her needs, and Cleo may lift it again."""
    cleo, ben = cleos_community.cleo, cleos_community.ben
    mercy = entered(cleos_community.world, cleo, "Mercy")
    need = cleo.need(on_behalf_of=mercy["id"])
    match = cleos_community.ben_says_yes(need["id"])
    block = cleo.post("/v1/blocks", {"about": {"type": "match", "id": match["id"]}})
    assert ben.call("GET", f"/v1/needs/{need['id']}").status_code == 404
    assert ben.call("GET", f"/v1/matches/{match['id']}").status_code == 404
    assert cleo.get(f"/v1/needs/{need['id']}")["status"] == "open"
    assert ben.get(f"/v1/needs/{cleo.need()['id']}"), "Cleo's own needs are none of Mercy's blocks"
    assert [kept["id"] for kept in cleo.get("/v1/blocks")["items"]] == [block["id"]]
    assert ben.call("DELETE", f"/v1/blocks/{block['id']}").status_code == 204
    assert cleo.get("/v1/blocks")["items"], "not his to lift"
    cleo.delete(f"/v1/blocks/{block['id']}")
    assert ben.get(f"/v1/needs/{need['id']}")
