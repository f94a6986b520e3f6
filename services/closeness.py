"""Whether somebody who speaks for a helper is too close to a need to say that helper's yes to it.

The other direction, helpers too close to those who speak for a need's author, is a hard rule of every pair
(`services.facts`). Here the helper themself may well help, and say so with their own hand; only not by this voice.
"""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.models import Need

_TOO_CLOSE = text("""
    SELECT EXISTS (SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                    WHERE a.person_id = :speaker AND b.person_id = :author)
        OR EXISTS (SELECT FROM organisation_person
                    WHERE person_id = :speaker AND organisation_id = :organisation)
""")


def too_close(session: Session, speaker: UUID, need: Need) -> bool:
    """Whether a need is the speaker's own, one they wrote down, their household's or their organisation's."""
    if speaker in (need.author_id, need.posted_by):
        return True
    about = {"speaker": speaker, "author": need.author_id, "organisation": need.organisation_id}
    return bool(session.execute(_TOO_CLOSE, about).scalar_one())
