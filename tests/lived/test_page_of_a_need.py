"""lived 23: the page of an own need says what is true of it as it stands, and what one may do then."""

import pytest

from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.linked_community import LinkedCommunity
from tests.support.pages import Shown
from tests.support.telling import change
from texts.catalogue import say


def page_of(community: LinkedCommunity, status: str | None = None) -> Shown:
    """What Ana reads of what she posted."""
    need = community.shared["id"]
    if status is not None:
        change(community.database, "UPDATE need SET status = :s WHERE id = :n", s=status, n=need)
    link = community.link(LinkPurpose.TEND_NEED, community.ana, need)
    return pages.get(community.http, link)


@pytest.mark.parametrize(
    ("status", "title", "buttons"),
    [
        ("open", "Your need is open", {"renew", "helped", "close"}),
        ("matched", "It is agreed", {"helped", "close"}),
        ("expired", "Do you still need help?", {"renew", "helped"}),
        ("fulfilled", "All done", set()),
        ("withdrawn", "This has ended", {"helped"}),
        ("removed", "A coordinator decided something", set()),
        ("pending", "A yes is still missing", {"close"}),
    ],
)
def test_the_page_says_how_a_need_stands(
    linked_community: LinkedCommunity, status: str, title: str, buttons: set[str]
) -> None:
    """Of one whose help was promised it said "What you posted has ended. You can open it again with one tap." """
    page = page_of(linked_community, status)
    assert page.text.splitlines()[1] == title
    assert set(page.buttons) == buttons
    ended = say("notification.still_needed.text", "en") in page.text
    assert ended is (status == "expired")


def test_one_that_ends_later_is_not_said_to_end_soon(linked_community: LinkedCommunity) -> None:
    page = page_of(linked_community)
    assert "It is open until" in page.text
    assert say("notification.need_expiring.text", "en") not in page.text


def test_an_author_is_asked_whether_it_is_still_needed_once_its_time_runs_out(
    linked_community: LinkedCommunity,
) -> None:
    linked_community.advance(days=6)
    assert page_of(linked_community).text.splitlines()[1] == "Still needed?"


def test_one_whose_time_is_over_has_ended_though_no_job_came_by(linked_community: LinkedCommunity) -> None:
    linked_community.advance(days=40)
    page = page_of(linked_community)
    assert page.text.splitlines()[1] == say("notification.still_needed.title", "en")
