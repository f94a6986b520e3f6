"""One person of a circle on one card, for those who answer for it: who they are, what they ask and promise here, when
they were last heard of, and what can be done.

Of a helper no hours, places, nor what they cannot; how to reach somebody only by a look (`services.reveals`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from core.access import Caller
from core.models import Community, HelperSilence, Membership, Person
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services import sealed
from services.communities import directory
from services.neighbours import absent, particulars
from services.neighbours.particulars import Answer, Asks, Given, Load, Offers, Promise, Remark, Speaker

__all__ = ["MOVES", "Answer", "Asks", "Load", "NeighbourCard", "Offers", "Promise", "Remark", "Speaker", "of"]


@dataclass(frozen=True, slots=True)
class NeighbourCard:
    """Somebody of the circle. `member`: their part in it; None: they only ask here, or are spoken for.

    `last_seen_on`: the day of their last sign of life, by the circle's clock; None: there never was one.
    `to_be_met`: since when somebody is to speak with them first.
    """

    person_id: UUID
    display_name: str | None
    languages: tuple[str, ...]
    member: Membership | None
    spoken_for_by: tuple[Speaker, ...]
    needs: tuple[Asks, ...]
    promises: tuple[Promise, ...]
    offers: tuple[Offers, ...]
    load: Load
    last_answer: Answer | None
    last_seen_on: date | None
    silence: HelperSilence | None
    to_be_met: datetime | None
    remarks: tuple[Remark, ...]
    allowed: tuple[str, ...] = ()


MOVES = ("admit", "refuse", "suspend", "check", "let_back", "meet", "hand_over", "end_speaking")
"""What can be done about somebody of a circle, as the API names it."""


def of(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, now: datetime
) -> NeighbourCard:
    """The card of somebody of the circle. Raises NotFound as `absent.ensure_there`, Forbidden for mere members."""
    absent.ensure_there(session, caller, community_id, person_id)
    community, person = directory.get(session, community_id), session.get_one(Person, person_id)
    given = Given(
        person=person_id,
        community=community_id,
        now=now,
        blocked=list(caller.blocked),
    )
    member = session.get(Membership, (community_id, person_id))
    load, answer = particulars.load(session, given)
    card = NeighbourCard(
        person_id=person_id,
        display_name=sealed.display_name(session, person),
        languages=tuple(person.languages),
        member=member if member is not None and member.state is not MemberState.LEFT else None,
        spoken_for_by=particulars.speakers(session, caller, given),
        needs=particulars.needs(session, given),
        promises=particulars.promises(session, caller, given, now),
        offers=particulars.offers(session, given),
        load=load,
        last_answer=answer,
        last_seen_on=_day(person.seen_at, answer, community),
        silence=session.get(HelperSilence, person_id),
        to_be_met=person.to_be_met,
        remarks=particulars.remarks(session, given),
    )
    return replace(card, allowed=tuple(_allowed(caller, community_id, card)))


def _allowed(caller: Caller, community_id: UUID, card: NeighbourCard) -> Sequence[str]:
    """What can be done about them now, by whoever looks."""
    found: list[str] = []
    member = card.member
    may_judge = member is not None and (
        member.role is Role.MEMBER or caller.is_at_least(Role.STEWARD, community_id)
    )
    if member is not None and member.state is MemberState.PENDING:
        found += ["admit", "refuse"]
    if member is not None and member.state is MemberState.ACTIVE and may_judge:
        found += ["suspend"]
    if member is not None and member.state is MemberState.ACTIVE and member.trust is not TrustLevel.CHECKED:
        found += ["check"]
    if member is not None and member.state is MemberState.SUSPENDED:
        found += ["let_back"]
    if card.to_be_met is not None and member is not None and member.state is not MemberState.SUSPENDED:
        found += ["meet"]
    if any(promise.may_hand_over for promise in card.promises):
        found += ["hand_over"]
    if card.spoken_for_by:
        found += ["end_speaking"]
    return found


def _day(seen_at: datetime | None, answer: Answer | None, community: Community) -> date | None:
    """The day of the last sign of life, by the circle's clock: to whoever looks no hour of it."""
    signs = [at for at in (seen_at, answer.at if answer else None) if at is not None]
    return max(signs).astimezone(ZoneInfo(community.time_zone)).date() if signs else None
