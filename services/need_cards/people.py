"""Who has to do with a need as a helper, with what they did last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller, sees_match
from core.models import Match, Need
from matching.words.vocabulary import By, MatchStatus, TrustLevel
from services.need_cards import helpers


@dataclass(frozen=True, slots=True)
class PersonOnNeed:
    """Somebody who was asked or answered: how their match stands and since when. No name and no id of a helper of an
    allied circle before their yes.
    """

    match_id: UUID
    offer_id: UUID
    person_id: UUID | None
    display_name: str | None
    organisation: str | None
    trust: TrustLevel | None
    status: MatchStatus
    at: datetime
    opened_by: By
    end_code: str | None
    agreed_from: datetime | None
    agreed_to: datetime | None


def of(session: Session, caller: Caller, need: Need) -> tuple[PersonOnNeed, ...]:
    """All matches of a need that the caller sees, the newest first."""
    query = select(Match).where(col(Match.need_id) == need.id, sees_match(caller))
    matches = session.scalars(query.order_by(col(Match.id).desc())).all()
    who = helpers.by_offer(session, caller, need.community_id, [match.offer_id for match in matches])
    members = helpers.members(session, need.community_id, [match.helper_person_id for match in matches])
    found = []
    for match in matches:
        helper = who.get(match.offer_id)
        known = match.helper_person_id in members or match.helper_key_at is not None
        if helper is None:
            continue
        found.append(
            PersonOnNeed(
                match.id,
                match.offer_id,
                match.helper_person_id if known else None,
                helper.display_name if known else None,
                helper.organisation,
                helper.trust if known else None,
                match.status,
                last_act_at(match),
                match.opened_by,
                match.end_code,
                match.agreed_from,
                match.agreed_to,
            )
        )
    return tuple(found)


def last_act_at(match: Match) -> datetime:
    """When it came to stand as it does."""
    keys = (match.confirmed_at, match.helper_key_at, match.beneficiary_key_at, match.created_at)
    return match.ended_at or next(at for at in keys if at is not None)
