"""By which country's rules somebody writes a telephone number without the country in front."""

from uuid import UUID

from babel import Locale, UnknownLocaleError
from sqlalchemy import select
from sqlmodel import Session, col

from core import phone_numbers, time_zones
from core.geography import country
from core.models import Community, Membership, Person
from matching.words.vocabulary import CommunityState, MemberState


def phone_number(session: Session, person_id: UUID, text: str | None) -> str | None:
    """A number as it is kept, from how this person writes it. Raises Invalid, at `/phone`, for what is none there."""
    return None if text is None else phone_numbers.given(text, of_person(session, person_id), "/phone")


def of_person(session: Session, person_id: UUID) -> str | None:
    """The country of somebody's own community (a recognised one first, then the oldest), else of their time zone."""
    query = (
        select(Community)
        .join(Membership, col(Membership.community_id) == col(Community.id))
        .where(col(Membership.person_id) == person_id, col(Membership.state) == MemberState.ACTIVE)
        .order_by(col(Community.state) == CommunityState.NEW, col(Membership.since), col(Community.id))
    )
    own = session.scalars(query.limit(1)).first()
    here = of_community(own) if own is not None else None
    return here or time_zones.country(session.get_one(Person, person_id).time_zone)


def of_community(community: Community) -> str | None:
    """The country of a community's middle; at sea that of its time zone."""
    return country.home(community.lat, community.lon, community.time_zone)


def of_stranger(session: Session, locale: str) -> str | None:
    """The country of somebody who is not signed in: the one in which all recognised communities are, else the one
    that their language tag names (`es-MX`).
    """
    recognised = select(Community).where(col(Community.state) == CommunityState.RECOGNISED)
    here = {of_community(community) for community in session.scalars(recognised)}
    if len(here) == 1:
        return here.pop()
    try:
        return Locale.parse(locale, sep="-").territory
    except (ValueError, UnknownLocaleError):
        return None
