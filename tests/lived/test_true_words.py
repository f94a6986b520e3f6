"""lived 28, 30, 31: histories name whose word it was, shared links say what is so, `allowed` names what there is."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from core.models import Match
from matching.states import need_states, offer_states
from matching.words.vocabulary import By, CompletedBy, MatchStatus, NeedStatus, OfferStatus
from services.access import moves as match_moves
from tests.support import pages
from tests.support.community import CleosCommunity
from tests.support.without_app import entered, said
from tests.support.world import World

ROUTES = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))[
    "paths"
]


def named(noun: str) -> set[str]:
    """The words by which an app may know what to call about such a thing: what its routes end with, or are called."""
    under = f"/v1/{noun}es/{{{noun}_id}}" if noun == "match" else f"/v1/{noun}s/{{{noun}_id}}"
    verbs = {
        path.removeprefix(f"{under}/").replace("-", "_") for path in ROUTES if path.startswith(f"{under}/")
    }
    edit = {"edit"} if "patch" in ROUTES[under] else set()
    decides = {
        route["operationId"] for path in ROUTES if "decisions" in path for route in ROUTES[path].values()
    }
    return verbs | edit | decides


def standing(status: MatchStatus, by: CompletedBy) -> Match:
    """A match of which only this is known."""
    known: dict[str, Any] = {"status": status, "completed_by": by}
    return Match(**known)


def test_every_word_of_allowed_names_a_route() -> None:
    words = {
        word
        for status, side, by in product(MatchStatus, (By.HELPER, By.BENEFICIARY, By.COORDINATOR), CompletedBy)
        for word in match_moves.moves(standing(status, by), side)
    }
    assert words <= named("match"), words - named("match")
    assert {"report", "cancel", "decide"} <= words
    of_needs = {word for status in NeedStatus for word in need_states.allowed(status, double=True)} | {
        "respond"
    }
    answering = {"respond"} if "/v1/needs/{need_id}/responses" in ROUTES else set()
    assert of_needs <= named("need") | answering, of_needs
    of_offers = {word for status in OfferStatus for word in offer_states.allowed(status)}
    assert of_offers <= named("offer"), of_offers


def test_what_silence_completed_may_be_reported_and_nothing_else() -> None:
    match = standing(MatchStatus.COMPLETED, CompletedBy.SILENCE)
    assert match_moves.moves(match, By.BENEFICIARY) == ["report"]


@pytest.fixture(scope="module")
def circle_of_words(shared_world: World) -> CleosCommunity:
    return CleosCommunity(shared_world)


def test_a_history_names_representative_and_person_and_how(circle_of_words: CleosCommunity) -> None:
    world, cleo = circle_of_words.world, circle_of_words.cleo
    mercy = entered(world, cleo, "Mercy")
    need = cleo.need(on_behalf_of=mercy["id"])["id"]
    match = circle_of_words.ben_says_yes(need)["id"]
    cleo.post(f"/v1/matches/{match}/confirm", {"spoken": said(world, "in_person")})
    lines = {line["kind"]: line for line in cleo.get(f"/v1/needs/{need}/history?limit=50")["items"]}
    told = {kind: (line["who"], line["for_whom"], line["how"]) for kind, line in lines.items()}
    assert told["need_posted"] == ("representative", "author", None)
    assert told["match_accepted"] == ("helper", None, None)
    assert told["match_confirmed"] == ("representative", "author", "in_person")


def test_a_link_to_what_needs_trust_says_so_before_it_takes_an_address(
    circle_of_words: CleosCommunity,
) -> None:
    ana = circle_of_words.world.person("Ana")
    shown = {}
    for category in ("medicine_pickup", "groceries"):
        need = ana.need(category=category)["id"]
        path = pages.link_in(ana.post(f"/v1/needs/{need}/share-links")["url"])
        shown[category] = pages.get(circle_of_words.world.http, path).text
        circle_of_words.world.advance(hours=2)
    assert "must have given their word for you" in shown["medicine_pickup"]
    assert "their word for you" not in shown["groceries"]


def test_a_link_to_what_only_organisations_may_do_takes_no_address(circle_of_words: CleosCommunity) -> None:
    ana = circle_of_words.world.person("Ana")
    need = ana.need(criteria={"by": "organisations"})["id"]
    path = pages.link_in(ana.post(f"/v1/needs/{need}/share-links")["url"])
    page = pages.get(circle_of_words.world.http, path)
    assert ("organisations only" in page.text, page.buttons) == (True, {})


def test_a_link_to_what_is_over_says_whether_anybody_helps(circle_of_words: CleosCommunity) -> None:
    http = circle_of_words.world.http
    helped, left = (circle_of_words.world.person("Ana") for _ in range(2))
    first, second = (str(person.need()["id"]) for person in (helped, left))
    paths = [
        pages.link_in(person.post(f"/v1/needs/{need}/share-links")["url"])
        for person, need in ((helped, first), (left, second))
    ]
    match = circle_of_words.ben_says_yes(first)["id"]
    helped.post(f"/v1/matches/{match}/confirm")
    left.post(f"/v1/needs/{second}/withdraw")
    covered, ended = (pages.get(http, path).text for path in paths)
    assert "This is taken care of" in covered
    assert "not asked for any more" in ended
