"""Words planted in a full community that must not get out, and who is never told which."""

from collections.abc import Iterable
from typing import Protocol

from tests.support.full_community import SECRETS, WORDS

SEALED_UNTIL_CONFIRMED = ("private_note", "address", "email", "phone", "lat", "lon", "to_lat", "to_lon")
OF_THE_ELDER = ("elder_name", "elder_phone")
OF_THE_CALLER = ("caller_name", "caller_phone")
OF_THE_HELPER = ("helper_email", "helper_phone", "helper_lat", "helper_lon")

MUST_NOT_SEE = {
    "anonymous": {"title", "details", "name", "helper_name"},
    "outsider": {"title", "details", "name", "helper_name"},
    "member": {"name", "helper_name"},
    "asked": {"name", "helper_name"},
    "willing": {"name", "helper_name"},
    "coordinator": set(),
    "steward": set(),
}
"""Beyond what is sealed for all of them: the table in "Who may see what"."""

MAY_READ = {
    "author": {"message", "reason", "note", "appeal"},
    "confirmed": {"message"},
    "asked": {"reason"},
    "coordinator": {"reason", "note", "reported"},
    "steward": {"reason", "note", "reported", "appeal"},
}
"""Words between two people are for the two, why a pair was proposed for those it concerns, a report's note for its
writer and the coordinators; what was reported for whoever is to judge it, an appeal for who had no part in the
matter. A thank-you waits until the match is completed."""


def may_read(role: str, path: str) -> set[str]:
    """Words that somebody may read there; in what they take along is also what they wrote and nobody has read yet."""
    own = {"thanks"} if role == "confirmed" and "/me/export" in path else set()
    return MAY_READ.get(role, set()) | own


class Headers(Protocol):
    """The headers of an answer, whoever received it."""

    def items(self) -> Iterable[tuple[str, object]]: ...


class Answered(Protocol):
    """An answer, whoever received it."""

    @property
    def text(self) -> str: ...

    @property
    def headers(self) -> Headers: ...


def leaks(answer: Answered, names: Iterable[str]) -> set[str]:
    """Which of these an answer tells, in whatever part of it."""
    said = answer.text + str(list(answer.headers.items()))
    return {name for name in names if (SECRETS | WORDS)[name] in said}
