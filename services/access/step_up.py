"""Step-up: before what a phone left lying must not do, whoever is signed in has shown just now that it is them.

A sign-in is such a proof, and so is a code to an address of one's own, a card, or a sign-in to the account elsewhere
(`services.people.proving`). It holds for a quarter of an hour; for somebody who looks people up, from the last time on,
and four hours at most.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden
from core.models import AuthSession

HOLDS = timedelta(minutes=15)
AT_MOST = timedelta(hours=4)
"""So long one proof is good for reveals, however often somebody looks people up meanwhile."""


@dataclass(frozen=True, slots=True)
class Proof:
    """When whoever is signed in last showed who they are (None: never), and when they last looked somebody up."""

    proved_at: datetime | None = None
    revealed_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is fresh enough for what cannot be undone, or gives a right away."""
        return self.proved_at is not None and now - self.proved_at <= HOLDS

    def holds_for_reveals(self, now: datetime) -> bool:
        """Whether it is fresh enough for looking somebody up, which goes on from one to the next."""
        if self.proved_at is None or now - self.proved_at > AT_MOST:
            return False
        return now - max(self.proved_at, self.revealed_at or self.proved_at) <= HOLDS


def require(session: Session, caller: Caller, now: datetime) -> None:
    """Raises Forbidden (`step_up_needed`) where the caller has not shown within a quarter of an hour who they are; so
    where they act from a link. Call it last of all that may refuse: nobody proves themself for what they may not do.
    """
    if not of(session, caller).holds(now):
        raise Forbidden("step_up_needed")


def renew(session: Session, caller: Caller, now: datetime) -> None:
    """The same before a reveal, which renews it by a quarter of an hour, up to four hours. Raises likewise."""
    if not of(session, caller).holds_for_reveals(now):
        raise Forbidden("step_up_needed")
    _write(session, caller.session_id, "revealed_at", now)


def proved(session: Session, session_id: UUID, at: datetime) -> None:
    """Writes down that whoever is signed in here showed at this moment who they are."""
    _write(session, session_id, "proved_at", at)


def of(session: Session, caller: Caller) -> Proof:
    """The proof of the sign-in by which this caller came."""
    found = session.execute(
        select(AuthSession.proved_at, AuthSession.revealed_at).where(  # type: ignore[call-overload]
            col(AuthSession.id) == caller.session_id
        )
    ).one_or_none()
    return Proof(*found) if found is not None else Proof()


def _write(session: Session, session_id: UUID, column: str, at: datetime) -> None:
    newest = func.greatest(getattr(AuthSession, column), at)
    session.execute(update(AuthSession).where(col(AuthSession.id) == session_id).values({column: newest}))
