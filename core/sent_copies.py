"""Development only: the last messages that would have left, kept in place of a mail server."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import SentCopy

MOST = 50


def latest(session: Session, *, address: str | None) -> Sequence[SentCopy]:
    """The last of them, newest first; those to one address where it is named, in whatever case."""
    query = select(SentCopy).order_by(col(SentCopy.id).desc()).limit(MOST)
    if address is not None:
        query = query.where(col(SentCopy.address) == address.lower())
    return session.scalars(query).all()
