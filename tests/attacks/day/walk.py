"""Every route → places, contacts and habits that false people read anywhere, with all ids in their hands."""

from collections.abc import Iterator

from tests.api.matrix import ROWS, Row
from tests.attacks.day.cast import CONTACTS, HABITS, Cast
from tests.attacks.day.figure import Figure
from tests.support.full_community import filled
from tests.support.people import Person
from tests.support.places import LANSING

_NOT_TRIED = ("/v1/auth/", "/leave", "/cancel", "/decisions", "/v1/blocks")
"""Signing in again tells nothing more; and whoever goes away, keeps the other away or ends a match reads less."""
_LOOK = ("POST", "/reveals")
"""What coordinators may do for a purpose, also a false one: whose place it was reads who looked."""
_A_FEW = ("helper 0", "steward", "coordinator", "author")


def played(cast: Cast, *, whole: bool) -> tuple[Figure, Figure, list[str]]:
    """The figures of contacts and of habits, and each call that told one. `whole`: everybody reads all twice."""
    cast.world.tick()
    told = list(_answers(cast, whole=whole))
    cast.world.advance(hours=20)
    told += [(f"what was sent to the {name}", text) for name, text in cast.sent()]
    found = {
        kind: [f"{call}: {name}" for call, text in told for name, secret in secrets.items() if secret in text]
        for kind, secrets in (("contacts", CONTACTS), ("habits", HABITS))
    }
    return (
        Figure("exact places and contacts read without confirmation", len(found["contacts"]), len(told)),
        Figure("helpers' hours and bases read", len(found["habits"]), len(told)),
        [*found["contacts"], *found["habits"]],
    )


def _answers(cast: Cast, *, whole: bool) -> Iterator[tuple[str, str]]:
    """What each false one is answered: all that only asks, all that does something, and what is there then."""
    tried = [row for row in ROWS if row.method in ("GET", "POST") and not _left_out(row)]
    for name in cast.false if whole else _A_FEW:
        person = cast.false[name]
        for method in ("GET", "POST", "GET") if whole else ("POST", "GET"):
            if method == "POST":
                cast.world.advance(minutes=2)  # how much one may write is another matter
            for row in tried:
                if row.method == method:
                    answer = _answer(cast, person, row)
                    if name != "coordinator" or (method, row.path[-len(_LOOK[1]) :]) != _LOOK:
                        yield f"{name}: {row.call}", answer
        yield from _as_author(cast, name, person)


def _as_author(cast: Cast, name: str, person: Person) -> Iterator[tuple[str, str]]:
    """What asking tells of those who could help, and inviting one of them."""
    asked = person.call(
        "POST", "/v1/needs", {"category": "errands", "place": LANSING, "community_id": cast.id}
    )
    need = f"/v1/needs/{asked.json().get('id')}"
    offer = {"offer_id": cast.ids["offer"]}
    for call in (
        ("GET", f"{need}/matches"),
        ("POST", f"{need}/invitations", offer),
        ("GET", f"{need}/history"),
    ):
        yield f"{name}: {call[0]} {call[1]}, their own", person.call(*call).text


def _answer(cast: Cast, person: Person, row: Row) -> str:
    path, body = filled(row.path, cast.ids), filled(row.body, cast.ids)
    answer = person.call(row.method, path, body)
    assert answer.status_code < 500 or row.path == "/readyz", f"{row.call}: {answer.text}"
    return answer.text + str(answer.headers.multi_items())


def _left_out(row: Row) -> bool:
    return any(part in row.path for part in _NOT_TRIED)
