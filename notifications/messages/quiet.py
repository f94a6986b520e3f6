"""When a message may ring: asked when it is made, and again when it leaves, for nights come and minds change."""

from datetime import datetime

from sqlmodel import Session

from core.models import Event, Need, NotificationSetting, Person
from matching.states.quiet_hours import next_ring
from matching.words.policy import USUAL
from notifications.messages.notice import Notice, Pressing
from services.facts import policies
from services.people import profile


def leaves_at(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> datetime:
    """Now, or when the person's quiet hours end. What makes no sound leaves at once.

    What is urgent rings at night where the person said it may; duty rings at any hour.
    """
    if notice.pressing in (Pressing.SILENT, Pressing.ALWAYS):
        return now
    need = session.get(Need, event.need_id) if event.need_id is not None else None
    urgency = need.urgency if need is not None and notice.pressing is Pressing.URGENT_IF_NEED_IS else None
    policy = USUAL if event.community_id is None else policies.here(session, event.community_id)
    return next_ring(now, profile.quiet_hours(person, urgency, policy), person.time_zone)


def switched_off(session: Session, notice: Notice, person: Person) -> bool:
    """Whether this person does not want to be disturbed by messages of this kind."""
    if not notice.may_switch_off:
        return False
    setting = session.get(NotificationSetting, (person.id, notice.template))
    return setting is not None and not setting.enabled
