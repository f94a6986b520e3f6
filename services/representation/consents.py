"""The consent to be spoken for: read, given or refused by the person themselves, from the link they were sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from core import hints
from core.events import EventKind
from core.events.payloads import Agreed
from core.models import Need, Person, Representation
from core.models.representation import ConsentHow
from matching.words.vocabulary import NeedStatus
from services import sealed
from services.needs import life as need_life
from services.representation import ends as representation_ends
from services.representation import standing


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """Who speaks for somebody or would like to, and what that covers. `given_at` null: not answered yet.

    `name_withheld`: the representative's name holds a link or a number, which no stranger is made to call or open.
    """

    consent: Representation
    representative_name: str | None
    name_withheld: bool = False


def spoken_for(session: Session, person_id: UUID) -> bool:
    """Whether somebody speaks for this person, or has asked to."""
    return consent_of(session, person_id) is not None


def consent_of(session: Session, person_id: UUID) -> StandingConsent | None:
    """The consent that this person was asked for or is written down to have given; the unanswered one first."""
    row = session.scalars(
        select(Representation)
        .where(col(Representation.person_id) == person_id, col(Representation.ended_at).is_(None))
        .order_by(col(Representation.given_at).desc().nulls_first())
    ).first()
    if row is None:
        return None
    name = sealed.display_name(session, session.get_one(Person, row.representative_id))
    if name is not None and not hints.is_plain_name(name):
        return StandingConsent(row, None, name_withheld=True)
    return StandingConsent(row, name)


def give_consent(session: Session, person_id: UUID, *, now: datetime) -> None:
    """The person said yes by the link they were sent: what was posted for them opens."""
    session.execute(
        update(Representation)
        .where(
            col(Representation.person_id) == person_id,
            col(Representation.given_at).is_(None),
            col(Representation.ended_at).is_(None),
        )
        .values(given_at=now)
    )
    waiting = session.scalars(
        select(col(Need.id)).where(col(Need.author_id) == person_id, col(Need.status) == NeedStatus.PENDING)
    ).all()
    for need_id in sorted(waiting):
        need_life.open_pending(session, need_id, actor=person_id, now=now)
    by_link = Agreed(ConsentHow.LINK)
    standing.record_about(session, EventKind.CONSENT_GIVEN, person_id, by_link, actor=person_id, now=now)


def refuse_consent(session: Session, person_id: UUID, *, now: datetime) -> None:
    """The person said no: nothing stands in their name, and nobody speaks for them. Also to a yes from before."""
    representation_ends.end_for(session, person_id, actor=person_id, now=now)
