"""Who has to do with whom, as far as cases go by it: whoever is near, and whoever gave the other their word."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from services.judging import own_matter


def to(session: Session, people: Collection[UUID]) -> frozenset[UUID]:
    """These people, and everybody who has to do with one of them. None of them judges what concerns these."""
    return own_matter.near(session, people, words=True) if people else frozenset()


def matters_of(session: Session, judges: Collection[UUID]) -> frozenset[UUID]:
    """These people, and everybody whose matters they do not judge."""
    return own_matter.not_judged_by(session, judges, words=True) if judges else frozenset()


def ties(session: Session, people: Collection[UUID]) -> frozenset[tuple[UUID, UUID]]:
    """Those of these people who have to do with one another, two by two."""
    among = set(people)
    return frozenset((one, other) for one in among for other in to(session, [one]) & among - {one})
