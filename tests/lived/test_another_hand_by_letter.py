"""lived 23: a yes that only a coordinator may ask for leads to a page on which they pass it on."""

import pytest

from tests.support import pages
from tests.support.near_hand import NearHand
from tests.support.without_app import entered, hands, said
from tests.support.world import World
from texts.catalogue import say


@pytest.fixture
def near_hand(shared_world: World) -> NearHand:
    made = NearHand(shared_world)
    made.yes_of(made.ben)
    return made


def test_coordinators_hear_of_it_at_once_and_the_near_hand_does_not(near_hand: NearHand) -> None:
    for coordinator in (near_hand.cleo, near_hand.omar):
        assert near_hand.told(coordinator)
        [entry] = near_hand.queue(coordinator)
        assert (entry["why"], entry["answers"]) == ("another_hand", ["pass_on", "note"])
    assert near_hand.told(near_hand.rita) is None
    assert near_hand.queue(near_hand.rita) == []
    near_hand.world.advance(hours=25)
    assert [entry["why"] for entry in near_hand.queue(near_hand.cleo)] == ["another_hand"], "once"


def test_any_other_yes_is_told_to_no_coordinator(shared_world: World) -> None:
    made = NearHand(shared_world)
    made.yes_of(made.kim)
    assert (made.told(made.cleo), made.queue(made.cleo)) == (None, [])


def test_whom_to_ask_is_shown_on_a_press_and_no_number(near_hand: NearHand) -> None:
    page = near_hand.page(near_hand.cleo)
    assert say("page.human.do.another_hand", "en") in page.text
    assert not {"Halima", "Ben", "Rice"} & set(page.text.splitlines()), "mail programs open links, too"
    taken = pages.press(near_hand.world.http, page, "take")
    assert {"Halima", "Ben", "Groceries"} <= set(taken.text.splitlines())
    assert "+15550100177" not in taken.text
    assert list(near_hand.page(near_hand.cleo).buttons.values()) == [say("page.another_hand.whom", "en")]
    assert near_hand.page(near_hand.omar).buttons == {}, "somebody looks after it"


def test_a_yes_is_passed_on_once_they_were_asked_by_a_coordinator(near_hand: NearHand) -> None:
    http = near_hand.world.http
    taken = pages.press(http, near_hand.page(near_hand.cleo), "take")
    unasked = pages.press(http, taken, "yes")
    assert (unasked.status, near_hand.status) == (422, "accepted")
    assert say("field.spoken_needed", "en") in unasked.text
    done = pages.press(http, unasked, "yes", asked_yes="yes")
    assert (done.status, near_hand.status) == (200, "confirmed")
    names = {near_hand.cleo.id: "Cleo", near_hand.halima["id"]: "Halima", near_hand.ben.id: "Ben"}
    assert hands(near_hand.world, near_hand.match, names)[-1] == ("match_confirmed", "Cleo", "Halima")
    assert near_hand.queue(near_hand.cleo) == []
    assert say("page.human.over", "en") in near_hand.page(near_hand.cleo).text
    again = http.post(near_hand.link(near_hand.cleo), data={"do": "yes", "asked_yes": "yes"})
    assert again.status_code == 409


def test_a_helper_without_an_app_is_asked_by_a_coordinator_too(shared_world: World) -> None:
    """The other way round: Rita speaks for June, who helps, and shares a number with Ana, who asks."""
    near_hand = NearHand(shared_world)
    june = entered(shared_world, near_hand.rita, "June", is_adult=True)
    offer = near_hand.rita.offer(on_behalf_of=june["id"], community_id=near_hand.id)["id"]
    near_hand.ben.post(f"/v1/communities/{near_hand.id}/join")
    need = near_hand.ben.need(community_id=near_hand.id)["id"]
    near_hand.match = str(near_hand.ben.invite(need, offer)["id"])
    shared_world.tick()
    path = f"/v1/matches/{near_hand.match}/accept"
    refused = near_hand.rita.refused("POST", path, {"spoken": said(shared_world)})
    assert refused["code"] == "another_hand_needed"
    taken = pages.press(shared_world.http, near_hand.page(near_hand.omar), "take")
    assert {"June", "Ben"} <= set(taken.text.splitlines())
    pages.press(shared_world.http, taken, "yes", asked_yes="yes")
    assert near_hand.status == "confirmed"
