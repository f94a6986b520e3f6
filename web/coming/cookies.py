"""The cookies of pages: one that stands for a sign-in, one before there is any, and the language that was chosen.

They are bound to this host and to https (`__Host-`); without either only in development, where it is reached by http.
"""

from typing import Literal, get_args

from fastapi import Request, Response

from core.settings import Settings
from services.browsers import OWN_PHONE

Name = Literal["minka", "minka-before", "minka-draft", "minka-kept", "minka-lang"]
NAMES: tuple[Name, ...] = get_args(Name)
OF_DRAFTS: tuple[Name, ...] = ("minka-draft", "minka-kept")
"""Each finds what was written down in this browser and is not sent yet."""


def sign_in(request: Request) -> str | None:
    """What stands for a sign-in, as the browser sent it."""
    return read(request, "minka")


def read(request: Request, name: Name) -> str | None:
    return request.cookies.get(_full(request.app.state.settings, name))


def put(response: Response, settings: Settings, name: Name, value: str, *, own_phone: bool = False) -> None:
    """Sets one, until the browser is closed; on somebody's own phone for as long as a sign-in may hold there."""
    response.set_cookie(
        _full(settings, name),
        value,
        max_age=int(OWN_PHONE.total_seconds()) if own_phone else None,
        path="/",
        secure=_is_safe(settings),
        httponly=True,
        samesite="lax",
    )


def drop(response: Response, settings: Settings, name: Name) -> None:
    """The browser forgets one."""
    response.delete_cookie(
        _full(settings, name), path="/", secure=_is_safe(settings), httponly=True, samesite="lax"
    )


def _full(settings: Settings, name: Name) -> str:
    return f"__Host-{name}" if _is_safe(settings) else name


def _is_safe(settings: Settings) -> bool:
    return settings.public_url.startswith("https:") or not settings.is_development
