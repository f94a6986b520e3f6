"""Where what a message is about is found, as far as its reader can open it."""

from core import addresses
from core.models import Event, Notification
from notifications.messages import pages, spoken_for

_OF_EVERYBODY = ("need", "community")
"""What also those of a circle can open whose own it is not."""


def path(row: Notification, event: Event) -> str:
    """The page of a thing that is the reader's own, or of one they speak for. Of a match of others, a member, or
    whatever waits for somebody of a circle and has no page of its own, that of the circle where it happened.
    """
    theirs = spoken_for.notice_of(event, row).audience in pages.NOT_OF_THE_READER
    of_a_circle = row.subject_type == "person" and row.kind not in spoken_for.TO_SPEAKERS
    elsewhere = of_a_circle or (theirs and row.subject_type not in _OF_EVERYBODY)
    if elsewhere and event.community_id is not None:
        return addresses.path_of_thing("community", event.community_id, reader=row.person_id)
    return addresses.path_of_thing(row.subject_type, row.subject_id, reader=row.person_id)
