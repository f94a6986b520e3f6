"""When a message may ring: asked when it is made, and again when it leaves, for nights come and minds change."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from core.events import EventKind, payload_as
from core.events.match_payloads import MatchEnded
from core.models import Event, Match, Need, NotificationSetting, Person
from matching.states import at_night
from matching.states.at_night import AtNight, Rang, Word
from matching.states.quiet_hours import QuietHours, night_of
from matching.words.policy import USUAL
from matching.words.vocabulary import MatchStatus, Urgency
from notifications.messages import manners
from notifications.messages.notice import Notice, Pressing
from services.facts import policies
from services.people import profile

AT_NIGHT = "at_night"
"""Not a kind: switching this off ends what an urgent match may ring at night."""
_LONGEST_WAIT = timedelta(days=3)
"""Nothing leaves that was made longer ago than this."""

_TONIGHT = text("""
    SELECT n.kind, min(coalesce(d.sent_at, :now)) AS at
      FROM notification n JOIN delivery d ON d.notification_id = n.id
     WHERE n.person_id = :person AND n.at > :made AND n.kind <> 'already_answered'
       AND (d.status = 'sent' AND d.sent_at >= :since AND n.id IS DISTINCT FROM CAST(:this AS uuid)
            OR d.status = 'leased' AND n.id < CAST(:this AS uuid))
     GROUP BY n.id, n.kind
""")
"""What rang somebody since their night began, each once on however many devices, and what leaves just before `this`."""


def leaves_at(
    session: Session, event: Event, notice: Notice, person: Person, now: datetime, *, this: UUID | None = None
) -> datetime:
    """Now, or when the person's quiet hours end. What makes no sound leaves at once.

    `this`: the notification that is about to leave; one that is only being made has none.
    """
    if notice.pressing is Pressing.SILENT:
        return now
    night = night_of(now, hours(session, event.community_id, person), person.time_zone)
    if night is None:
        return now
    word = _word(session, event, notice, person)
    tonight = list(_tonight(session, person.id, night.start, this, now))
    return now if at_night.rings(word, tonight, now) else night.end


def hours(session: Session, community_id: UUID | None, person: Person) -> QuietHours | None:
    """When nothing usual rings this person: their own hours, else those of the community that a message comes from."""
    policy = USUAL if community_id is None else policies.here(session, community_id)
    return profile.quiet_hours(person, None, policy)


def _word(session: Session, event: Event, notice: Notice, person: Person) -> Word:
    need = session.get(Need, event.need_id) if event.need_id is not None else None
    match = session.get(Match, event.subject_id) if event.subject_type == "match" else None
    why = manners.of(notice.about or notice.template).night
    if (
        event.kind == EventKind.MATCH_DECLINED
        and payload_as(event, MatchEnded).was is not MatchStatus.ACCEPTED
    ):
        why = AtNight.NEVER
    urgent = need is not None and need.urgency is Urgency.URGENT
    if match is not None and match.helper_key_at is not None and person.id == match.helper_person_id:
        urgent = match.urgent_at_yes
    return Word(
        kind=notice.template,
        why=why,
        urgent=urgent,
        posted_at=need.posted_at if need is not None else None,
        own_act=_own_act(session, match, person) if why is AtNight.MESSAGE and match is not None else None,
        switched_off=not is_on(session, person.id, AT_NIGHT),
        welcome=person.urgent_welcome,
    )


def _own_act(session: Session, match: Match, person: Person) -> datetime | None:
    """When this person last did something in a match."""
    acts = select(func.max(Event.at)).where(
        col(Event.subject_id) == match.id, col(Event.actor_id) == person.id
    )
    return session.scalar(acts)


def _tonight(
    session: Session, person_id: UUID, since: datetime, this: UUID | None, now: datetime
) -> Iterator[Rang]:
    values = {"person": person_id, "since": since, "made": now - _LONGEST_WAIT, "this": this, "now": now}
    for row in session.execute(_TONIGHT, values):
        yield Rang(row.kind, row.at)


def switched_off(session: Session, notice: Notice, person: Person) -> bool:
    """Whether this person does not want to be disturbed by messages of this kind."""
    return notice.may_switch_off and not is_on(session, person.id, notice.template)


def is_on(session: Session, person_id: UUID, kind: str) -> bool:
    """Whether somebody has left this on: all is, until they switch it off."""
    setting = session.get(NotificationSetting, (person_id, kind))
    return setting is None or setting.enabled
