"""Edits and `If-Match`: what the description says of 412 and 428 is what each edit does."""

from typing import Any

import pytest

from tests.api.matrix import ROWS, Row, shape
from tests.support.full_community import FullCommunity

EDITS = [row for row in ROWS if row.method == "PATCH"]


def answered(kept_community: FullCommunity, row: Row, **headers: str) -> int:
    """What an edit is answered with, made by somebody who may make it, with these headers alone."""
    may = next(role for role, status in row.statuses.items() if status == 200)
    signed = kept_community.people[may].headers | headers
    with kept_community.database.undone():
        path, body = kept_community.filled(row.path), kept_community.filled(row.body)
        return kept_community.http.request("PATCH", path, json=body, headers=signed).status_code


@pytest.fixture(scope="module")
def documented(kept_community: FullCommunity) -> dict[str, dict[str, Any]]:
    """The description of each edit, by its shape."""
    paths = kept_community.http.get("/openapi.json").json()["paths"]
    return {shape(f"PATCH {path}"): item["patch"] for path, item in paths.items() if "patch" in item}


@pytest.mark.parametrize("row", EDITS, ids=lambda row: row.path)
def test_an_edit_demands_if_match_where_it_says_so(
    kept_community: FullCommunity, documented: dict[str, dict[str, Any]], row: Row
) -> None:
    said = documented[shape(row.call)]
    assert (answered(kept_community, row) == 428) == ("428" in said["responses"])
    assert (answered(kept_community, row, **{"If-Match": '"old"'}) == 412) == ("412" in said["responses"])
    names = {parameter["name"] for parameter in said.get("parameters", [])}
    assert ("If-Match" in names) == ("412" in said["responses"])


def test_ones_own_account_takes_if_match_without_demanding_it(documented: dict[str, dict[str, Any]]) -> None:
    said = documented["PATCH /v1/me"]
    assert {"412", "428"} & said["responses"].keys() == {"412"}


def test_what_coordinators_do_about_a_need_takes_none(documented: dict[str, dict[str, Any]]) -> None:
    said = documented["PATCH /v1/communities/{}/needs/{}"]
    assert not {"412", "428"} & said["responses"].keys()
