"""A yes to a need for which several must come: who of an organisation comes, and that enough people still can."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.errors import Conflict, Invalid
from core.models import Match, Need, Offer, OrganisationPerson
from matching.rules.refusals import Reason
from matching.words.values import Offer as OfferValue
from matching.words.vocabulary import Unit
from services.consequences import comers


def named(session: Session, offer: OfferValue, people: Sequence[UUID]) -> list[UUID]:
    """Who of the helper's organisation comes, as it says. Raises Invalid for whoever does not act for it."""
    if not people:
        return []
    theirs = select(col(OrganisationPerson.person_id)).where(
        col(OrganisationPerson.organisation_id) == offer.organisation_id,
        col(OrganisationPerson.person_id).in_(people),
    )
    found = set(session.scalars(theirs))
    if found != set(people):
        raise Invalid("/people", "not_of_your_organisation")
    return sorted(found)


def as_many(need: Need, people: Sequence[UUID]) -> int | None:
    """How many helpers are meant where it was only said who comes."""
    return len(people) if people and need.unit is Unit.HELPER else None


def ensure_people(
    session: Session, need: Need, match: Match, remaining: int | None, *, quantity: int | None = None
) -> None:
    """Raises Conflict where this yes would leave no room for as many people as must come, unrelated to one another.
    `quantity`: as if it were for so much.

    An organisation is told to name who comes; of others it is nobody's business to whom they are related.
    """
    people = match.people or [match.helper_person_id]
    if comers.leaves_room(session, need, match, people, remaining, quantity or match.quantity):
        return
    if session.get_one(Offer, match.offer_id).organisation_id is not None:
        raise Conflict("name_who_comes")
    raise Conflict("not_eligible", reason=Reason.NOT_AVAILABLE)
