"""One address for each thing, at the public one."""

from uuid import UUID

import pytest

from core import addresses

ID, ME = UUID(int=7), UUID(int=8)


@pytest.mark.parametrize(
    ("type", "id", "page"),
    [
        ("need", ID, f"/needs/{ID}"),
        ("match", ID, f"/matches/{ID}"),
        ("community", ID, f"/c/{ID}"),
        ("community", "lansing", "/c/lansing"),
        ("offer", ID, "/help"),
        ("person", ME, "/me"),
        ("person", ID, "/my"),
        ("organisation", ID, "/my"),
        ("whatever", ID, "/my"),
    ],
)
def test_what_a_thing_is_decides_where_it_is_found(type: str, id: UUID | str, page: str) -> None:
    for public_url in ("https://minka.example.org", "https://minka.example.org/"):
        assert addresses.of_thing(public_url, type, id, reader=ME) == f"https://minka.example.org{page}"


def test_a_link_is_at_the_same_place() -> None:
    assert addresses.of_link("https://minka.example.org/", "abc") == "https://minka.example.org/l/abc"
