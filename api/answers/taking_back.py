"""Answers to what may be taken back: they name where, as `Link` with `rel="take-back"`."""

from datetime import datetime
from uuid import UUID

from fastapi import Response
from sqlmodel import Session

from core.access import Caller
from services.taking_back import acting


def says_how(response: Response, session: Session, me: Caller, subject_id: UUID, now: datetime) -> Response:
    """The answer to an act on this need or person, with where the caller takes it back, if it was one that they can."""
    act = acting.just_done(session, me, subject_id, now=now)
    if act is not None:
        there = f"/v1/communities/{act.community_id}/acts/{act.id}/take-back"
        response.headers["Link"] = f'<{there}>; rel="take-back"'
    return response
