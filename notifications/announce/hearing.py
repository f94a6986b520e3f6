"""Who hears of it beside those it concerns: whoever speaks for one of them, and whose it is to hear a concern."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core.models import Block, Concern, Event, Person, Representation
from services.afterwards import concerns


def for_them(session: Session, event: Event, told: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Who speaks for one of those told, and for whom: by a consent that stands, and not whoever did it."""
    people = select(col(Person.id)).where(col(Person.id).in_(told), col(Person.represented))
    rows = session.execute(
        select(col(Representation.representative_id), col(Representation.person_id))
        .where(
            col(Representation.person_id).in_(people),
            col(Representation.given_at).is_not(None),
            col(Representation.ended_at).is_(None),
            or_(col(Representation.until).is_(None), col(Representation.until) > event.at),
        )
        .order_by(col(Representation.id))
    )
    return [(by, person) for by, person in rows if by not in told and by != event.actor_id]


def of_a_concern(session: Session, event: Event) -> list[UUID]:
    """Whose it is to hear a concern that this report raised; keeping away from somebody goes before a role."""
    raised = select(Concern).where(col(Concern.match_id) == event.subject_id, col(Concern.at) == event.at)
    heard: set[UUID] = set()
    for concern in session.scalars(raised).all():
        listeners = concerns.who_hears(session, concern)
        parties = (concern.for_id, concern.by_id, concern.about_id)
        apart = select(Block).where(
            or_(
                col(Block.blocker_id).in_(listeners) & col(Block.blocked_id).in_(parties),
                col(Block.blocked_id).in_(listeners) & col(Block.blocker_id).in_(parties),
            )
        )
        kept_away = {one for row in session.scalars(apart) for one in (row.blocker_id, row.blocked_id)}
        heard.update(person for person in listeners if person not in kept_away)
    return sorted(heard)
