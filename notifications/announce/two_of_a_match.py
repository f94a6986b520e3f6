"""Which of the two people of a match are told of an event: by whose side, and by what they had reason to expect."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from core.events import payload_as
from core.events.match_payloads import ContactOpened, MatchConfirmed, MatchEnded
from core.models import Event, Match, Offer
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import MatchStatus
from notifications.messages.notice import Audience

_NEED_ENDED = (WhyEnded.NEED_EXPIRED, WhyEnded.NEED_WITHDRAWN, WhyEnded.NEED_REMOVED)

Find = Callable[[Session, Event], list[UUID]]


def _match(session: Session, event: Event) -> Match:
    return session.get_one(Match, event.subject_id)


def _helper(session: Session, event: Event) -> list[UUID]:
    return [_match(session, event).helper_person_id]


def _helper_of_an_ally(session: Session, event: Event) -> list[UUID]:
    """Who was asked for a need of another community than the one they offer help in."""
    match = _match(session, event)
    elsewhere = session.get_one(Offer, match.offer_id).community_id != match.community_id
    return [match.helper_person_id] if elsewhere else []


def _helper_who_said_yes(session: Session, event: Event) -> list[UUID]:
    match = _match(session, event)
    return [match.helper_person_id] if match.helper_key_at is not None else []


def _if_waits(find: Find) -> Find:
    """Of an agreement with which fewer come than must."""
    return lambda session, event: find(session, event) if payload_as(event, MatchConfirmed).come else []


def _if_fewer(find: Find) -> Find:
    """Of an agreement that opened since fewer must come."""
    return lambda session, event: find(session, event) if payload_as(event, ContactOpened).fewer else []


def _if_ended(find: Find, code: str) -> Find:
    """Of an end for this reason."""

    def found(session: Session, event: Event) -> list[UUID]:
        return find(session, event) if payload_as(event, MatchEnded).code == code else []

    return found


def _if_disputed(find: Find) -> Find:
    """Of an end that ended a dispute, or turned its end round."""

    def found(session: Session, event: Event) -> list[UUID]:
        ended = payload_as(event, MatchEnded)
        decided = ended.was is MatchStatus.DISPUTED or ended.code == WhyEnded.RESOLVED
        return find(session, event) if decided else []

    return found


def _beneficiary(session: Session, event: Event) -> list[UUID]:
    return [_match(session, event).beneficiary_id]


def _beneficiary_who_waited(session: Session, event: Event) -> list[UUID]:
    """Who had reason to expect somebody: they had invited this helper, or had seen their yes."""
    match = _match(session, event)
    waited = payload_as(event, MatchEnded).was in (MatchStatus.INVITED, MatchStatus.ACCEPTED)
    return [match.beneficiary_id] if waited else []


def _with_its_need(event: Event) -> bool:
    """Whether a match ended because its need did."""
    return payload_as(event, MatchEnded).code in _NEED_ENDED


def _helper_whose_need_ended(session: Session, event: Event) -> list[UUID]:
    return _helper_who_said_yes(session, event) if _with_its_need(event) else []


def _beneficiary_whose_need_ended(session: Session, event: Event) -> list[UUID]:
    return _beneficiary_who_waited(session, event) if _with_its_need(event) else []


FIND: dict[Audience, Find] = {
    Audience.HELPER: _helper,
    Audience.HELPER_OF_AN_ALLY: _helper_of_an_ally,
    Audience.HELPER_WHO_SAID_YES: _helper_who_said_yes,
    Audience.HELPER_PROMISED_ELSEWHERE: _if_ended(_helper, WhyEnded.PROMISED_ELSEWHERE),
    Audience.HELPER_WHO_WAITS: _if_waits(_helper),
    Audience.HELPER_OF_FEWER: _if_fewer(_helper),
    Audience.HELPER_OF_TOO_FEW: _if_ended(_helper, WhyEnded.NOT_ENOUGH_PEOPLE),
    Audience.HELPER_HANDED_OVER: _if_ended(_helper, WhyEnded.HANDED_OVER),
    Audience.HELPER_IN_DISPUTE: _if_disputed(_helper),
    Audience.HELPER_WHOSE_NEED_ENDED: _helper_whose_need_ended,
    Audience.BENEFICIARY: _beneficiary,
    Audience.BENEFICIARY_WHO_WAITS: _if_waits(_beneficiary),
    Audience.BENEFICIARY_OF_FEWER: _if_fewer(_beneficiary),
    Audience.BENEFICIARY_OF_TOO_FEW: _if_ended(_beneficiary, WhyEnded.NOT_ENOUGH_PEOPLE),
    Audience.BENEFICIARY_HANDED_OVER: _if_ended(_beneficiary, WhyEnded.HANDED_OVER),
    Audience.BENEFICIARY_IN_DISPUTE: _if_disputed(_beneficiary),
    Audience.BENEFICIARY_WHO_WAITED: _beneficiary_who_waited,
    Audience.BENEFICIARY_OF_ANOTHERS: _if_ended(_beneficiary, WhyEnded.PROMISED_ELSEWHERE),
    Audience.BENEFICIARY_WHOSE_NEED_ENDED: _beneficiary_whose_need_ended,
}
"""By audience, who of the two it is."""
