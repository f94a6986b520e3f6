"""What goes on for a need that nobody has said yes to, in the letter that says so: who is still asked, what comes next
and when, how long it stays open, and whom to call there in danger.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from core.models import Community, Need, Notification, Person
from matching.words.vocabulary import NeedStatus, Urgency
from services.asking import asked_so_far
from services.places import emergency
from texts.catalogue import say
from texts.reasons import moment

OF = frozenset({"nobody_yet", "nobody_on_duty"})
"""The messages that say that there is nobody so far."""


def sentences(session: Session, notification: Notification, locale: str, now: datetime) -> list[str]:
    """As it stands when the letter leaves; nothing of any other message, nor of a need that is open no more."""
    need = session.get(Need, notification.subject_id) if notification.kind in OF else None
    if need is None or need.status is not NeedStatus.OPEN:
        return []
    zone = session.get_one(Person, notification.person_id).time_zone
    return [*_next(session, need, locale, zone, now), *_whom_to_call(session, need, locale)]


def _next(session: Session, need: Need, locale: str, zone: str, now: datetime) -> Iterator[str]:
    undecided = asked_so_far.of_need(session, need.id, now).undecided
    if undecided:
        yield say("mail.not_answered_yet", locale, count=undecided)
    if need.next_wave_at is not None and now < need.next_wave_at < need.expires_at:
        yield say("mail.asks_more_at", locale, when=moment(need.next_wave_at, locale, zone))
    yield say("mail.open_until", locale, when=moment(need.expires_at, locale, zone))


def _whom_to_call(session: Session, need: Need, locale: str) -> Iterator[str]:
    """Of what is urgent: the lines of the place, each label once."""
    if need.urgency is not Urgency.URGENT:
        return
    community = session.get_one(Community, need.community_id)
    phones: dict[str, list[str]] = {}
    for line in emergency.lines(need.cell, community, locale=locale):
        phones.setdefault(line.label, []).append(line.phone)
    if phones:
        lines = "; ".join(f"{label}: {', '.join(numbers)}" for label, numbers in phones.items())
        yield say("mail.whom_to_call", locale, lines=lines)
