"""Links: an answer that makes a thing leads to what may be done with it, and gives all that those calls ask for."""

import json
import re
from typing import Any

import pytest

import manage
from tests.support.links import Links


@pytest.fixture(scope="module")
def linked_description() -> dict[str, Any]:
    return dict(json.loads(manage.described()))


def test_what_makes_a_thing_leads_to_all_that_may_be_done_with_it(linked_description: dict[str, Any]) -> None:
    links = Links(linked_description)
    assert {"get_need", "edit_need", "list_need_matches", "respond_to_need"} <= set(links.after("post_need"))
    assert {"get_match", "confirm_match", "get_contact"} <= set(links.after("respond_to_need"))
    assert links.after("get_need") == []
    assert links.after("share_need") == ["take_share_link_back"]
    assert links.after("reveal_need") == ["agree_to_reveal"]
    taken = links.taken("share_need", "take_share_link_back", {"id": "7"}, {"need_id": "5"})
    assert taken == {"need_id": "5", "link_id": "7"}
    assert links.taken("post_need", "get_need", {"id": "7"}) == {"need_id": "7"}


def test_each_link_gives_all_names_of_the_path_it_leads_to(linked_description: dict[str, Any]) -> None:
    paths = {
        operation["operationId"]: path
        for path, item in linked_description["paths"].items()
        for operation in item.values()
    }
    links = linked_description["components"]["links"]
    assert links
    for name, link in links.items():
        assert name == link["operationId"]
        assert set(link["parameters"]) == set(re.findall(r"\{(\w+)\}", paths[name]))
