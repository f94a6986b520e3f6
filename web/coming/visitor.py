"""Somebody with a browser: signed in or not, the form they sent, and what their answer has to carry."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request, Response

from core import source
from core.crypto.keyring import vault
from core.errors import Problem
from core.models import Community
from doors import idempotency
from doors.forms import Fields
from web.coming import cookies, guard
from web.reader import Reader

TOKEN, KEY = "_form", "_key"


class SignInFirst(Problem):
    """Nobody is signed in: the sign-in page is next, and then back to where they were."""

    status, code = 401, "sign_in_first"


@dataclass(frozen=True, slots=True)
class Visitor(Reader):
    """Whoever opened a page that has an address of its own.

    `holder`: what a form's token is keyed to. `own_phone`: whether whoever is signed in said that this phone is theirs.
    `circle`: theirs, as far as it is known which. `fields`: the form that was sent.
    """

    request: Request
    holder: bytes
    own_phone: bool
    circle: Community | None
    fields: Fields

    @property
    def path(self) -> str:
        return self.request.url.path

    def asked(self, name: str) -> str:
        """What stands behind a name in the address; empty where nothing does."""
        return self.request.query_params.get(name, "")

    def form_token(self, action: str) -> str:
        """What a form carries that is sent to `action`, a path; empty: to this page's own."""
        return guard.token(vault(self.session), self.holder, (action or self.path).partition("?")[0])

    def form_key(self) -> str:
        """One for each page: what its forms do they do once."""
        return source.current().random_bytes(12).hex()

    def keep(self, response: Response) -> Response:
        """Keeps where an act led to, so that the same form sent again leads there and does nothing."""
        pending = getattr(self.request.state, "pending", None)
        if pending is not None:
            idempotency.keep(self.session, pending, response)
        return response

    def put_cookies(self, response: Response) -> Response:
        """Gives the browser what it is to keep from now on, and takes what it is to keep no more (None)."""
        given: Mapping[cookies.Name, str | None] = getattr(self.request.state, "cookies", {})
        own_phone: bool = getattr(self.request.state, "own_phone", self.own_phone)
        for name, value in given.items():
            if value is None:
                cookies.drop(response, self.settings, name)
            else:
                cookies.put(response, self.settings, name, value, own_phone=own_phone and name == "minka")
        return response
