"""The routes that people use most, each called by different people: what an app opens, answers and posts in a day."""

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from benchmarks.growth.country import Country

_OPEN = (
    "JOIN LATERAL (SELECT n.id FROM need n WHERE n.community_id = m.community_id AND n.status = 'open' LIMIT 1) n"
    " ON true"
)
_HALF = (
    "n.need_id IN (SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS turn FROM need WHERE status = 'open')"
    " AS open WHERE turn %% 2 = {})"
)
"""Of one half of the needs a yes is given, of the other one is confirmed: on one need the first would end the other."""
_MEMBER = (
    "membership m JOIN auth_session s ON s.person_id = m.person_id JOIN community c ON c.id = m.community_id"
    f" {_OPEN} WHERE m.role = 'member'"
)
_WHO = {
    "author": "need n JOIN auth_session s ON s.person_id = n.author_id JOIN community c ON c.id = n.community_id"
    " WHERE n.status IN ('open', 'matched')",
    "member": _MEMBER,
    "asking": f"{_MEMBER} AND NOT EXISTS"
    " (SELECT FROM need asked WHERE asked.author_id = m.person_id AND asked.status = 'open')",
    "leader": "membership m JOIN auth_session s ON s.person_id = m.person_id JOIN community c ON c.id = m.community_id"
    f" {_OPEN} WHERE m.role = 'coordinator'",
    "helper": "match n JOIN auth_session s ON s.person_id = n.helper_person_id"
    " JOIN community c ON c.id = n.community_id WHERE n.status = 'proposed'"
    f" AND {_HALF.format(0)}",
    "yes": "match n JOIN auth_session s ON s.person_id = n.beneficiary_id"
    " JOIN community c ON c.id = n.community_id WHERE n.status = 'accepted'"
    f" AND {_HALF.format(1)}",
}
"""Whose calls there are: their sign-ins, and `n`, what the call is about. Who asks has nothing open: for the same thing
a second time nobody is asked.
"""
AT_MOST = 2_000


class Circle(NamedTuple):
    """Whom a call is made in, and where their middle is."""

    id: UUID
    slug: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Call:
    """A call as somebody makes it, with their token, or with the cookie of their browser."""

    secret: str
    method: str
    path: str
    body: dict[str, Any] | None = None

    @property
    def headers(self) -> dict[str, str]:
        if self.path.startswith("/v1/"):
            return {"Authorization": f"Bearer {self.secret}"}
        return {"Cookie": f"minka={self.secret}; __Host-minka={self.secret}", "Accept": "text/html"}


@dataclass(frozen=True, slots=True)
class Route:
    """A route, whose it is, and how it is called. `goal`: it is one of the ten that the goal speaks of; `once`: nobody
    can make the same call again.
    """

    name: str
    who: str
    path: str
    body: Callable[[Circle], dict[str, Any]] | None = None
    goal: bool = True
    once: bool = False

    @property
    def kind(self) -> str:
        """Which kind of sign-in it is called with."""
        return "app" if self.path.startswith("/v1/") else "browser"


def _asking(circle: Circle) -> dict[str, Any]:
    return {
        "category": "groceries",
        "community_id": str(circle.id),
        "place": {"lat": circle.lat, "lon": circle.lon},
        "title": "Some bread",
    }


def _nothing(_circle: Circle) -> dict[str, Any]:
    return {}


ROUTES = (
    Route("GET /v1/me", "member", "/v1/me"),
    Route("GET /v1/home", "author", "/v1/home"),
    Route("GET /v1/needs", "member", "/v1/needs?limit=20"),
    Route("GET /v1/needs/{id}", "member", "/v1/needs/{id}"),
    Route("GET /v1/me/notifications", "helper", "/v1/me/notifications?limit=20"),
    Route("GET /v1/matches", "helper", "/v1/matches?limit=20"),
    Route("GET …/{circle}/queue", "leader", "/v1/communities/{circle}/queue?limit=20"),
    Route("POST /v1/needs", "asking", "/v1/needs", _asking, once=True),
    Route("POST /v1/matches/{id}/accept", "helper", "/v1/matches/{id}/accept", _nothing, once=True),
    Route("POST /v1/matches/{id}/confirm", "yes", "/v1/matches/{id}/confirm", _nothing, once=True),
    Route("GET /v1/needs/{id}/matches", "author", "/v1/needs/{id}/matches", goal=False),
    Route("GET /v1/needs/{id}/history", "author", "/v1/needs/{id}/history", goal=False),
    Route("GET …/{circle}/board", "leader", "/v1/communities/{circle}/board?limit=20", goal=False),
    Route("GET …/{circle}/needs/{id}/card", "leader", "/v1/communities/{circle}/needs/{id}/card", goal=False),
    Route("GET …/{circle}/people?q=", "leader", "/v1/communities/{circle}/people?q=Baba", goal=False),
    Route("the page /my", "member", "/my", goal=False),
    Route("the page of a desk", "leader", "/c/{slug}/desk", goal=False),
)


class Callers:
    """Who calls what in a country, each person in turn."""

    def __init__(self, country: Country, routes: Sequence[Route] = ROUTES) -> None:
        self._country, rng = country, random.Random(5)
        self._turns: dict[str, Iterator[tuple[Any, ...]]] = {}
        for route in routes:
            found = country.ask(
                f"SELECT s.id, n.id, c.id, c.slug, c.lat, c.lon FROM {_WHO[route.who]} AND s.kind = %s"
                f" ORDER BY md5(n.id::text || s.id::text) LIMIT {AT_MOST}",
                route.kind,
            )
            rng.shuffle(found)
            self._turns[route.name] = iter(found) if route.once else itertools.cycle(found)

    def calls(self, route: Route, many: int) -> list[Call]:
        """The next so many; fewer where nobody is left who could."""
        turns: Iterable[tuple[Any, ...]] = itertools.islice(self._turns[route.name], many)
        return [self._call(route, *row) for row in turns]

    def _call(self, route: Route, sign_in: UUID, about: UUID, *where: Any) -> Call:
        circle = Circle(*where)
        body = route.body(circle) if route.body else None
        path = route.path.format(id=about, circle=circle.id, slug=circle.slug)
        secret = self._country.token(sign_in) if route.kind == "app" else self._country.cookie(sign_in)
        return Call(secret, "POST" if route.body else "GET", path, body)
