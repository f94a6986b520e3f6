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
GET    /how                                                 200 200 200 200 200 200 200 200 200
GET    /near                                                303 200 200 200 200 200 200 200 200
GET    /needs/{need}/answer                                 303 404 200 200 303 303 303 200 200
GET    /needs/{public}/answer                               303 200 200 200 200 200 303 200 200
POST   /needs/{need}/answer                                 303 404 303 303 303 303 303 303 303
GET    /help                                                200 200 200 200 200 200 200 200 200
POST   /help                                                303 303 303 303 303 303 303 303 303
GET    /help/new                                            303 200 200 200 200 200 200 200 200
POST   /help/new                                            303 403 303 303 303 303 403 303 303
GET    /help/{offer}                                        303 404 404 404 404 200 404 404 404
POST   /help/{offer}                                        303 404 404 404 404 303 404 404 404
GET    /my                                                  303 200 200 200 200 200 200 200 200
GET    /needs/{need}                                        303 404 200 200 200 200 200 200 200
GET    /needs/{public}                                      303 200 200 200 200 200 200 200 200
GET    /needs/{whispered}                                   303 404 404 404 404 404 200 200 200
GET    /needs/{gone}                                        303 404 404 404 404 404 200 200 200
POST   /needs/{need}                                        303 404 404 404 404 404 303 404 404
GET    /needs/{need}/edit                                   303 404 404 404 404 404 200 404 404
POST   /needs/{need}/edit                                   303 404 404 404 404 404 303 404 404
GET    /needs/{need}/share                                  303 404 404 404 404 404 200 404 404
POST   /needs/{need}/share                                  303 404 404 404 404 404 303 404 404
GET    /needs/{need}/people                                 303 404 404 404 404 404 200 404 404
POST   /needs/{need}/people                                 303 404 404 404 404 404 303 404 404
GET    /needs/{need}/history                                303 404 200 200 200 200 200 200 200
GET    /needs/{quarrel}/history                             303 404 404 404 404 200 200 200 200
GET    /matches/{matched}                                   303 404 404 404 404 200 200 404 404
GET    /matches/{proposed}                                  303 404 404 200 404 404 200 404 404
GET    /matches/{accepted}                                  303 404 404 404 200 404 200 404 404
GET    /matches/{disputed}                                  303 404 404 404 404 200 200 404 404
POST   /matches/{matched}                                   303 404 404 404 404 303 303 404 404
GET    /matches/{matched}/contact                           303 404 404 404 404 303 303 404 404
GET    /matches/{matched}/concern                           303 404 404 404 404 200 200 404 404
POST   /matches/{matched}/concern                           303 404 404 404 404 303 303 404 404
GET    /matches/{matched}/block                             303 404 404 404 404 200 200 404 404
POST   /matches/{matched}/block                             303 404 404 404 404 303 303 404 404
"""

FORMS: dict[str, list[tuple[str, str]]] = {
    "POST /needs/{need}/answer": [("do", "yes"), ("message", "the blue door")],
    "POST /help": [("do", "rest")],
    "POST /help/new": [("c", "{community}"), ("do", "offer"), ("any_time", "yes")],
    "POST /help/{offer}": [("do", "save_share"), ("version", "1"), ("share", "phone")],
    "POST /needs/{need}": [("do", "close")],
    "POST /needs/{need}/edit": [
        ("version", "1"),
        ("title", "bread"),
        ("for_people", "1"),
        ("min_trust", "new"),
        ("by", "either"),
        ("decide", "i_choose"),
    ],
    "POST /needs/{need}/share": [("do", "share")],
    "POST /needs/{need}/people": [("do", "invite"), ("offer", "{asked_offer}")],
    "POST /matches/{matched}": [("do", "send"), ("text", "the blue door")],
}
"""By call: what is filled in."""

OUTSIDE = {
    "GET /l/{}",
    "POST /l/{}",
    "GET /dev/in/{}",
    "POST /dev/parts",
    "GET /c/{}",
    "GET /me",
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
