"""A route that answers with a page: it takes forms in place of JSON, and what goes wrong is told on a page, too."""

from fastapi import Request

from core import networks
from doors import comers, forms
from doors.routing import ActionRoute
from doors.waiting import Comer
from web.coming import cookies


class PageRoute(ActionRoute):
    """Reads no bearer token: who comes is known by a cookie, or by the link."""

    forms = forms.MEDIA_TYPES

    @staticmethod
    def comer(request: Request) -> Comer:
        """Whose turn it is: by the sign-in that the cookie names, where it is one of ours."""
        host = request.client.host if request.client else networks.NOWHERE
        database = request.app.state.database
        held = cookies.sign_in(request)
        known = comers.named(database, "browser", held) if held else None
        return Comer(networks.hashed(database.vault, host), known)
