"""One thread for a whole action: who is calling, what is done, the answer that is kept, the commit.

To hand work to a thread costs more than most of the work, so it is handed over once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from fastapi import Request, Response
from sqlmodel import Session

from core.access import Caller
from doors import idempotency
from services.access import callers


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door with a token. Who they are the database knows, so the action's thread asks it."""

    request: Request
    session: Session
    token: str
    now: datetime

    def answer(self) -> Caller:
        """Who is calling. Also where a repeated POST is recognised: an effect is somebody's."""
        self.request.state.knock = None  # answered once
        caller = callers.by_access_token(self.session, self.token, self.now)
        idempotency.begin(self.request, self.session, caller.person_id, self.now)
        return caller

    def keep(self, response: Response) -> None:
        """Keeps the answer, where it was sent with a key."""
        pending = self.request.state.pending
        if pending is not None:
            idempotency.keep(self.session, pending, response)


def in_one_go(endpoint: Callable[..., Response]) -> Callable[..., Response]:
    """The endpoint with what comes before it and after it. What fails is rolled back in `deps.get_session`."""

    @wraps(endpoint)
    def act(**given: Any) -> Response:
        knock = given.get("me")
        if not isinstance(knock, Knock):
            return _committed(given.get("session"), endpoint(**given))
        response = endpoint(**given | {"me": knock.answer()})
        knock.keep(response)
        return _committed(knock.session, response)

    return act


def _committed(session: Session | None, response: Response) -> Response:
    if session is not None:
        end(session, commit=True)
    return response


def end(session: Session, *, commit: bool) -> None:
    try:
        if commit:
            session.commit()
    finally:
        session.close()
