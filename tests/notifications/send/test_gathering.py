"""What a letter gathers: every reason why something needs a human has its own sentence with how many there are."""

from notifications.messages.catalogue import CATALOGUE
from notifications.send import gathering


def test_whatever_needs_a_human_is_counted_in_its_own_words() -> None:
    sent = {
        kind
        for kind, notices in CATALOGUE.items()
        if any(notice.template == "needs_a_human" and notice.channels for notice in notices)
    }
    assert gathering.COUNTED.keys() == sent
