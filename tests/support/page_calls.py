"""Pages opened and forms sent by everybody of a community in the middle of things, each by a browser of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from services.access import tokens
from tests.support.browsers import cookie_of
from tests.support.full_community import ROLES, FullCommunity
from web.coming import comings, guard
from web.coming.visitor import TOKEN

BEFORE = "somebodys-browser-before-any-sign-in"
HTML = {"Accept": "text/html", "Accept-Language": "en"}

Typed = Sequence[tuple[str, str]]


@dataclass
class PageCalls:
    """Whoever is signed in holds a cookie; forms are sent with the token that their page would have given them."""

    community: FullCommunity
    own_phone: bool = True
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role in ROLES:
            if role != "anonymous":
                person = self.community.people[role]
                self.cookies[role] = cookie_of(self.community.world, person, own_phone=self.own_phone)

    def get(self, role: str, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        sent = HTML | self._cookie(role) | dict(headers or {})
        return self.community.http.get(self.community.filled(path), headers=sent)

    def post(
        self, role: str, path: str, typed: Typed = (), headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Sends a form, as it would be sent from its own page."""
        where = self.community.filled(path)
        token = guard.token(self.community.world.database.vault, self.holder(role), urlsplit(where).path)
        data: dict[str, list[str]] = {TOKEN: [token] if TOKEN not in dict(typed) else []}
        for name, text in typed:
            data.setdefault(name, []).append(self.community.filled(text))
        return self.community.http.post(
            where, data=data, headers=HTML | self._cookie(role) | dict(headers or {})
        )

    def _cookie(self, role: str) -> dict[str, str]:
        held = self.cookies.get(role)
        return {"Cookie": f"minka={held}" if held else f"minka-before={BEFORE}"}

    def holder(self, role: str) -> bytes:
        """What the tokens of this one's forms are keyed to."""
        held = self.cookies.get(role)
        if held is None:
            return b"before|" + BEFORE.encode()
        token = tokens.read(self.community.world.database.vault, "browser", held)
        assert token is not None
        return comings.of_sign_in(token.session_id)
