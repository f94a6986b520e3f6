"""Every page, every form, and every role one can have: what each is answered. A route without a row fails the test.

303 leads on: a stranger to the sign-in page, a form to what comes after it. 404 is for whoever must not know that the
thing is there; 403 for whoever sees it and may not do this.
"""

import re
from dataclasses import dataclass, field

from tests.support.full_community import ROLES

TABLE = """
                                                           anon out mem asked will conf auth coor stew
GET    /dev/parts                                           200 200 200 200 200 200 200 200 200
"""

FORMS: dict[str, list[tuple[str, str]]] = {}
"""By call: what is filled in."""

OUTSIDE = {
    "GET /l/{}",
    "POST /l/{}",
    "GET /dev/in/{}",
    "POST /dev/parts",
}
"""Routes that are asked about elsewhere: a link's token is its key."""


@dataclass(frozen=True)
class Row:
    """One call, and its status for each role."""

    method: str
    path: str
    statuses: dict[str, int]
    typed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def call(self) -> str:
        return f"{self.method} {self.path}"


def shape(call: str) -> str:
    """A call with its names left out, and without its query."""
    return re.sub(r"\{[^}]*\}", "{}", call.partition("?")[0])


def _row(line: str) -> Row:
    method, path, *statuses = line.split()
    found = dict(zip(ROLES, map(int, statuses), strict=True))
    return Row(method, path, found, FORMS.get(f"{method} {path}", []))


ROWS = [_row(line) for line in TABLE.splitlines() if re.match(r"(GET|POST) ", line)]
