"""The words routes are written in: `Db`, `Now`, `Me`, and what they stand for."""

import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api import idempotency
from api.pagination import Cursors, Paging
from core import clock
from core.access import Caller
from core.db import Database
from core.errors import Problem, Unauthorized
from core.settings import Settings
from services import callers

_bearer = HTTPBearer(auto_error=False, description="An access token from `POST /v1/auth/sessions`.")


def get_settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def get_database(request: Request) -> Database:
    return cast(Database, request.app.state.database)


async def get_session(request: Request) -> AsyncIterator[Session]:
    """One transaction for the whole action. Making a session costs nothing; ending it does, off the loop."""
    session = get_database(request).session()
    request.state.session = session
    try:
        yield session
    except Problem as problem:
        await run_in_threadpool(_end, session, commit=problem.keeps)
        raise
    except BaseException:
        await run_in_threadpool(_end, session, commit=False)
        raise
    await run_in_threadpool(_end, session, commit=True)


def _end(session: Session, *, commit: bool) -> None:
    try:
        if commit:
            session.commit()
    finally:
        session.close()


Db = Annotated[Session, Depends(get_session, scope="function")]
SettingsOf = Annotated[Settings, Depends(get_settings)]
DatabaseOf = Annotated[Database, Depends(get_database)]


async def get_now(session: Db, settings: SettingsOf) -> datetime:
    """The time of this action, read once."""
    if not settings.is_development:
        return clock.real_now()
    return await run_in_threadpool(clock.now, session, movable=True)


Now = Annotated[datetime, Depends(get_now)]


def get_caller(
    request: Request,
    session: Db,
    now: Now,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Who is calling. Also where a repeated POST is recognised: an effect is somebody's."""
    if credentials is None:
        raise Unauthorized
    caller = callers.by_access_token(session, credentials.credentials, now)
    idempotency.begin(request, session, caller.person_id, now)
    return caller


Me = Annotated[Caller, Depends(get_caller)]


def get_network(request: Request) -> bytes:
    """Where a call comes from, hashed: addresses are not kept."""
    host = request.client.host if request.client else "unknown"
    return hashlib.sha256(host.encode()).digest()[:16]


Network = Annotated[bytes, Depends(get_network)]
Limit = Annotated[int, Query(ge=1, le=50, description="How many items a page holds.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]


def paging(usual: int) -> Callable[..., Paging]:
    """A page of `usual` items where the caller does not say how many."""

    def begin(request: Request, limit: Limit = usual, cursor: Cursor = None) -> Paging:
        return Paging(request, Cursors(get_database(request).vault), limit, cursor)

    return begin


Page = Annotated[Paging, Depends(paging(20))]
LongPage = Annotated[Paging, Depends(paging(50))]
