"""Whose call it is, before the database is asked: by what the call itself proves."""

from collections.abc import Callable
from inspect import unwrap
from typing import Any, TypeVar, cast
from uuid import UUID

from fastapi import Request

from core import networks
from core.database.db import Database
from doors.waiting import Comer
from services.access import tokens

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])  # whatever FastAPI calls

_HEAVY: dict[Callable[..., Any], Callable[[Request], bool]] = {}


def comer(request: Request) -> Comer:
    """By its token where that is one of ours, ended or not: else everybody could be as many as they like."""
    database = cast(Database, request.app.state.database)
    host = request.client.host if request.client else networks.NOWHERE
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    known = named(database, "access", token) if scheme.lower() == "bearer" else None
    return Comer(networks.hashed(database.vault, host), known)


def named(database: Database, kind: str, token: str) -> UUID | None:
    """The sign-in that a token names, ended or not; None where it is none of ours."""
    known = tokens.read(database.vault, kind, token)
    return known.session_id if known is not None else None


def heavy(when: Callable[[Request], bool] = lambda _: True) -> Callable[[Endpoint], Endpoint]:
    """Marks an endpoint whose calls, or those for which `when` holds, cost much: few of them are inside at once."""

    def mark(endpoint: Endpoint) -> Endpoint:
        _HEAVY[endpoint] = when
        return endpoint

    return mark


def is_heavy(endpoint: Callable[..., Any], request: Request) -> bool:
    when = _HEAVY.get(unwrap(endpoint))
    return when is not None and when(request)
