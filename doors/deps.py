"""The words routes are written in: `Db`, `Now`, `Me`, and what they stand for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from core import clock, networks, source
from core.access import Caller
from core.database.db import Database
from core.effort import Effort
from core.errors import Problem, Unauthorized
from core.settings import Settings
from doors import acting
from doors.acting import Answered, Knock

_bearer = HTTPBearer(auto_error=False, description="An access token from `POST /v1/auth/sessions`.")


# What waits for nothing is `async`: a plain function would be handed to a thread, at a price.


async def get_settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


async def get_database(request: Request) -> Database:
    return cast(Database, request.app.state.database)


async def get_session(request: Request) -> AsyncIterator[Session]:
    """One transaction for the whole action. Where it went well `acting` has ended it; ending waits, off the loop."""
    database = await get_database(request)
    session = database.session()
    try:
        yield session
    except Problem as problem:
        await run_in_threadpool(acting.end, session, commit=problem.keeps)
        raise
    except BaseException as error:
        await run_in_threadpool(acting.end, session, commit=False)
        if isinstance(error, DBAPIError):
            await run_in_threadpool(database.fill, error)
        raise
    if session.in_transaction():
        await run_in_threadpool(acting.end, session, commit=True)


Db = Annotated[Session, Depends(get_session, scope="function")]
SettingsOf = Annotated[Settings, Depends(get_settings)]
DatabaseOf = Annotated[Database, Depends(get_database)]


async def get_now(session: Db, settings: SettingsOf) -> datetime:
    """The time of this action, read once."""
    if not settings.is_development:
        return clock.real_now()
    return await run_in_threadpool(clock.now, session, movable=True)


Now = Annotated[datetime, Depends(get_now)]


async def get_hung_up(request: Request) -> Callable[[], bool]:
    """For an action's thread: whether the caller is gone by now, and will not hear the answer."""
    loop = asyncio.get_running_loop()
    return lambda: asyncio.run_coroutine_threadsafe(request.is_disconnected(), loop).result()


HungUp = Annotated[Callable[[], bool], Depends(get_hung_up)]


async def get_knock(
    request: Request,
    session: Db,
    now: Now,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Knock:
    """Somebody with a token; who they are is asked in the action's thread (see `acting`)."""
    if credentials is None:
        raise Unauthorized
    knock = Knock(request, session, credentials.credentials, now)
    request.state.knock = knock
    return knock


Me = Annotated[Caller, Answered(get_knock)]
"""Who is calling, known before the endpoint runs. Raises Unauthorized for whoever is nobody."""


async def get_network(request: Request) -> bytes:
    """Which network a call comes from, as a keyed hash: addresses are not kept."""
    host = request.client.host if request.client else networks.NOWHERE
    return networks.hashed((await get_database(request)).vault, host)


Network = Annotated[bytes, Depends(get_network)]

PAIRS = 2_000
"""Pairs of a need and an offer that one call looks at."""


async def get_effort() -> Effort:
    """What this call may cost."""
    return Effort(PAIRS, lambda: source.current().seconds())


Work = Annotated[Effort, Depends(get_effort)]
