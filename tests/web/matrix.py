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
POST   /help/{offer}?unread                                 303 404 404 404 404 422 404 404 404
GET    /help/{offer}/place                                  303 404 404 404 404 200 404 404 404
POST   /help/{offer}/place                                  303 404 404 404 404 303 404 404 404
POST   /help/{offer}/place?unread                           303 404 404 404 404 422 404 404 404
GET    /organisations/{organisation}                        303 404 404 404 404 200 404 404 200
GET    /my                                                  303 200 200 200 200 200 200 200 200
GET    /needs/{need}                                        303 404 200 200 200 200 200 200 200
GET    /needs/{public}                                      303 200 200 200 200 200 200 200 200
GET    /needs/{whispered}                                   303 404 404 404 404 404 200 200 200
GET    /needs/{gone}                                        303 404 404 404 404 404 200 200 200
POST   /needs/{need}                                        303 404 404 404 404 404 303 404 404
GET    /needs/{need}/edit                                   303 404 404 404 404 404 200 404 404
POST   /needs/{need}/edit                                   303 404 404 404 404 404 303 404 404
GET    /needs/{need}/place                                  303 404 404 404 404 404 200 404 404
GET    /needs/{public}/edit                                 303 404 404 404 404 404 200 404 404
GET    /needs/{public}/place                                303 404 404 404 404 404 200 404 404
POST   /needs/{need}/place                                  303 404 404 404 404 404 303 404 404
POST   /needs/{need}/place?unread                           303 404 404 404 404 404 422 404 404
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
GET    /                                                    200 303 303 303 303 303 303 303 303
POST   /                                                    303 303 303 303 303 303 303 303 303
GET    /found                                               200 200 200 200 200 200 200 200 200
POST   /found                                               303 303 303 303 303 303 303 303 303
GET    /c/{community}                                       200 200 200 200 200 200 200 200 200
POST   /c/{community}                                       303 303 303 303 303 303 303 303 409
POST   /c/{community}?object                                303 404 404 404 403 404 404 303 303
GET    /c/{community}/members                               303 404 200 200 200 200 404 200 200
POST   /c/{community}/members                               303 404 403 303 303 303 404 303 303
POST   /c/{community}/members?admit                         303 404 403 403 403 403 404 303 303
POST   /c/{community}/members?role                          303 404 403 403 403 403 404 403 303
POST   /c/{community}/members?duty                          303 404 403 403 403 403 404 303 303
GET    /c/{community}/edit                                  303 404 403 403 403 403 404 403 200
POST   /c/{community}/edit                                  303 404 403 403 403 403 404 403 409
GET    /c/{community}/rules                                 200 200 200 200 200 200 200 200 200
POST   /c/{community}/rules                                 303 404 403 403 403 403 404 403 409
GET    /c/{community}/invite                                303 404 200 200 200 200 404 200 200
POST   /c/{community}/invite                                303 404 303 303 303 303 404 303 303
GET    /c/{community}/join/{member}                         200 200 200 200 200 200 200 200 200
GET    /c/{community}/word/{member}                         303 404 404 404 404 404 404 404 404
POST   /c/{community}/word/{member}                         303 404 404 404 404 404 404 404 404
GET    /c/{community}/poster                                200 200 200 200 200 200 200 200 200
GET    /c/{community}/cells.svg                             200 200 200 200 200 200 200 200 200
GET    /desk                                                303 404 404 404 404 404 404 303 303
GET    /c/{community}/desk                                  303 404 403 403 403 403 404 200 200
GET    /c/{community}/desk?later=yes                        303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk                                  303 404 403 403 403 403 404 303 303
GET    /c/{community}/desk/needs/{need}                     303 404 403 403 403 403 404 200 200
GET    /c/{community}/desk/needs/{need}?do=ask              303 404 403 403 403 403 404 200 200
GET    /c/{community}/desk/needs/{need}?do=call             303 404 403 403 403 403 404 200 200
GET    /c/{community}/desk/needs/{stranger}                 303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/needs/{need}                     303 404 403 403 403 403 404 303 303
POST   /c/{community}/desk/needs/{need}?do=hide             303 404 403 403 403 403 404 303 303
GET    /c/{community}/desk/entries/{need}                   303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/entries/{need}                   303 404 403 403 403 403 404 303 303
POST   /c/{community}/desk/acts/{member}                    303 404 403 403 403 403 404 404 404
GET    /c/{community}/desk/matches/{disputed}               303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/matches/{disputed}               303 404 403 403 403 403 404 303 303
GET    /c/{community}/desk/cases/{case}                     303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/cases/{case}                     303 404 403 403 403 403 404 303 303
GET    /c/{community}/desk/appeals/{appeal}                 303 404 403 403 403 403 404 404 200
POST   /c/{community}/desk/appeals/{appeal}                 303 404 403 403 403 403 404 404 303
GET    /c/{community}/desk/calls/{call}                     303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/calls/{call}                     303 404 403 403 403 403 404 303 303
POST   /c/{community}/desk/calls/{claimed}                  303 404 403 403 403 403 404 303 409
GET    /c/{community}/desk/people                           303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/people                           303 404 403 403 403 403 404 409 409
GET    /c/{community}/desk/people/{member}                  303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/people/{member}                  303 404 403 403 403 403 404 303 303
GET    /c/{community}/desk/intake                           303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/intake                           303 404 403 403 403 403 404 303 303
GET    /c/{community}/desk/intake/{elder}                   303 404 403 403 403 403 404 404 404
GET    /c/{community}/desk/duty                             303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/duty                             303 404 403 403 403 403 404 303 303
GET    /c/{community}/desk/reveals                          303 404 403 403 403 403 404 200 200
POST   /c/{community}/desk/reveals                          303 404 403 403 403 403 404 403 303
GET    /me                                                  303 200 200 200 200 200 200 200 200
POST   /me                                                  303 303 303 303 303 303 303 303 303
GET    /me/inbox                                            303 200 200 200 200 200 200 200 200
POST   /me/inbox                                            303 303 303 303 303 303 303 303 303
GET    /me/inbox/{member}                                   303 404 404 404 404 404 404 404 404
POST   /me/inbox/{member}                                   303 404 404 404 404 404 404 404 404
GET    /me/reach                                            303 200 200 200 200 200 200 200 200
POST   /me/reach                                            303 303 303 303 303 303 303 303 303
GET    /me/hours                                            303 200 200 200 200 200 200 200 200
POST   /me/hours                                            303 409 409 409 409 409 409 409 409
GET    /me/letters                                          303 200 200 200 200 200 200 200 200
POST   /me/letters                                          303 303 303 303 303 303 303 303 303
GET    /me/sign-ins                                         303 200 200 200 200 200 200 200 200
POST   /me/sign-ins                                         303 303 303 303 303 303 303 303 303
GET    /me/looks                                            303 200 200 200 200 200 200 200 200
GET    /me/blocks                                           303 200 200 200 200 200 200 200 200
POST   /me/blocks                                           303 303 303 303 303 303 303 303 303
GET    /me/export                                           303 200 200 200 200 200 200 200 200
GET    /me/export/minka.json                                303 200 200 200 200 200 200 200 200
GET    /me/leave                                            303 200 200 200 200 200 200 200 200
POST   /me/leave                                            303 303 303 303 303 303 303 303 303
GET    /people                                              303 200 200 200 200 200 200 200 200
GET    /people/new                                          303 200 200 200 200 200 200 200 200
POST   /people/new                                          303 403 303 303 303 303 403 303 303
GET    /people/{elder}                                      303 404 200 404 404 404 404 404 404
POST   /people/{elder}                                      303 404 303 404 404 404 404 404 404
GET    /people/{elder}/edit                                 303 404 200 404 404 404 404 404 404
POST   /people/{elder}/edit                                 303 404 409 404 404 404 404 404 404
GET    /decisions                                           303 200 200 200 200 200 200 200 200
POST   /decisions                                           303 404 404 404 404 404 303 404 404
GET    /reports                                             303 200 200 200 200 200 200 200 200
GET    /reports/new?type=need&id={need}                     303 404 200 200 200 200 200 200 200
POST   /reports/new                                         303 404 303 303 303 303 422 303 303
GET    /in                                                  200 303 303 303 303 303 303 303 303
POST   /in                                                  303 303 303 303 303 303 303 303 303
GET    /in/code                                             422 303 303 303 303 303 303 303 303
POST   /in/code                                             422 422 422 422 422 422 422 422 422
GET    /in/card                                             200 303 303 303 303 303 303 303 303
POST   /in/card                                             422 422 422 422 422 422 422 422 422
GET    /in/again                                            303 200 200 200 200 200 200 200 200
POST   /in/again                                            303 422 422 422 422 422 422 422 422
GET    /out                                                 303 200 200 200 200 200 200 200 200
POST   /out                                                 303 303 303 303 303 303 303 303 303
GET    /ask                                                 200 200 200 200 200 200 200 200 200
POST   /ask                                                 303 303 303 303 303 303 303 303 303
GET    /ask/what                                            200 200 200 200 200 200 200 200 200
POST   /ask/what                                            303 303 303 303 303 303 303 303 303
POST   /ask/what?for                                        404 404 303 404 404 404 404 404 404
GET    /ask/where                                           303 303 303 303 303 303 303 303 303
POST   /ask/where                                           303 303 303 303 303 303 303 303 303
GET    /ask/when                                            303 303 303 303 303 303 303 303 303
POST   /ask/when                                            303 303 303 303 303 303 303 303 303
GET    /ask/words                                           303 303 303 303 303 303 303 303 303
POST   /ask/words                                           303 303 303 303 303 303 303 303 303
GET    /ask/more                                            303 303 303 303 303 303 303 303 303
POST   /ask/more                                            303 303 303 303 303 303 303 303 303
GET    /ask/check                                           303 303 303 303 303 303 303 303 303
POST   /ask/check                                           303 303 303 303 303 303 303 303 303
GET    /ask/code                                            422 422 422 422 422 422 422 422 422
POST   /ask/code                                            422 422 422 422 422 422 422 422 422
GET    /c/{community}/call                                  200 200 200 200 200 200 200 200 200
POST   /c/{community}/call                                  303 303 303 303 303 303 303 303 303
GET    /c/{community}/called                                200 200 200 200 200 200 200 200 200
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
        ("visible_to", "members"),
        ("cost", "none"),
    ],
    "POST /help/{offer}?unread": [("do", "save_limits"), ("version", "1"), ("per_week", "often")],
    "POST /help/{offer}/place?unread": [("do", "save"), ("version", "1"), ("spot", "nowhere")],
    "POST /needs/{need}/place?unread": [("do", "save"), ("version", "1"), ("spot", "nowhere")],
    "POST /needs/{need}/place": [("version", "1"), ("do", "save")],
    "POST /help/{offer}/place": [("version", "1"), ("do", "save"), ("remote", "yes")],
    "POST /needs/{need}/share": [("do", "share")],
    "POST /needs/{need}/people": [("do", "invite"), ("offer", "{asked_offer}")],
    "POST /matches/{matched}": [("do", "send"), ("text", "the blue door")],
    "POST /": [("q", "Lansing")],
    "POST /found": [
        ("name", "Elm Street"),
        ("place", "42.7, -84.5"),
        ("reach", "5"),
        ("join_policy", "open"),
        ("do", "found"),
    ],
    "POST /c/{community}": [("do", "leave")],
    "POST /c/{community}?object": [("do", "object"), ("change", "{change}")],
    "POST /c/{community}/members": [("do", "vouch"), ("person", "{member}")],
    "POST /c/{community}/members?admit": [("do", "admit"), ("person", "{member}")],
    "POST /c/{community}/members?role": [("do", "role"), ("person", "{member}"), ("role", "coordinator")],
    "POST /c/{community}/members?duty": [("do", "on_duty"), ("hours", "4")],
    "POST /c/{community}/edit": [("version", "99"), ("languages", "en"), ("join_policy", "open")],
    "POST /c/{community}/rules": [("version", "99"), ("preset", "usual"), ("reason", "why")],
    "POST /c/{community}/desk": [("do", "claim {need}")],
    "POST /c/{community}/desk/needs/{need}": [("do", "note"), ("note", "I know her daughter.")],
    "POST /c/{community}/desk/needs/{need}?do=hide": [("do", "hide"), ("reason", "it names somebody")],
    "POST /c/{community}/desk/entries/{need}": [("do", "next")],
    "POST /c/{community}/desk/acts/{member}": [("do", "undo")],
    "POST /me": [("do", "hide")],
    "POST /me/reach": [("do", "phone"), ("phone", "+1 517 555 0199")],
    "POST /me/hours": [("version", "99")],
    "POST /me/letters": [("kinds", "email")],
    "POST /me/sign-ins": [("do", "remove"), ("device", "{member}")],
    "POST /me/blocks": [("block", "{member}")],
    "POST /me/leave": [("do", "keep")],
    "POST /people/new": [("display_name", "Tom"), ("how", "phone"), ("at", "now"), ("covers", "post")],
    "POST /people/{elder}": [("do", "code")],
    "POST /people/{elder}/edit": [("version", "99"), ("display_name", "Tom")],
    "POST /decisions": [("decision", "{decision}"), ("text", "It was not I.")],
    "POST /in": [("address", "somebody@example.org")],
    "POST /in/code": [("ticket", "none"), ("code", "123456")],
    "POST /in/card": [("card", "NOT-A-CARD-WORD")],
    "POST /in/again": [("do", "card"), ("card", "NOT-A-CARD-WORD")],
    "POST /ask/what": [("do", "groceries")],
    "POST /ask/what?for": [("do", "groceries"), ("for", "{elder}")],
    "POST /ask/code": [("ticket", "none"), ("code", "123456")],
    "POST /c/{community}/call": [("phone", "+1 517 555 0177"), ("language", "en")],
    "POST /c/{community}/desk/matches/{disputed}": [
        ("do", "decide"),
        ("verdict", "failed"),
        ("reason", "why"),
    ],
    "POST /c/{community}/desk/cases/{case}": [("do", "decide"), ("verdict", "closed"), ("reason", "why")],
    "POST /c/{community}/desk/appeals/{appeal}": [("do", "decide"), ("verdict", "upheld"), ("reason", "why")],
    "POST /c/{community}/desk/calls/{call}": [("do", "claim")],
    "POST /c/{community}/desk/calls/{claimed}": [("do", "finish")],
    "POST /c/{community}/desk/people": [("do", "admit"), ("people", "{member}"), ("many", "1")],
    "POST /c/{community}/desk/people/{member}": [("do", "check"), ("kind", "identity")],
    "POST /c/{community}/desk/intake": [
        ("do", "take_in"),
        ("display_name", "Tom"),
        ("how", "phone"),
        ("covers", "post"),
        ("what", "nothing"),
    ],
    "POST /c/{community}/desk/duty": [("do", "on_duty"), ("day", "now"), ("hours", "4")],
    "POST /c/{community}/desk/reveals": [("do", "seen"), ("by", "{looker}"), ("up_to", "{just_now}")],
    "POST /reports/new": [("type", "need"), ("id", "{need}"), ("kind", "fake")],
}
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
