"""A community's slug: given when it is founded, made plain when it is recognised, and never anybody else's again."""

from itertools import count
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.models import Community, CommunitySlug
from matching.words import slugs


def first(session: Session, community_id: UUID, name: str) -> str:
    """The slug of a community that is just being founded."""
    lettered = (slugs.lettered(name, community_id, turn) for turn in count())
    return next(slug for slug in lettered if _take(session, community_id, slug))


def make_plain(session: Session, community: Community) -> None:
    """The plain slug of a community that is recognised now. It keeps its letters where the plain one is another's."""
    slug = slugs.plain(community.name)
    if slug is not None and _take(session, community.id, slug):
        community.slug = slug


def _take(session: Session, community_id: UUID, slug: str) -> bool:
    """Takes the slug for this community, unless any other ever had it; whether it is theirs."""
    statement = insert(CommunitySlug).values(slug=slug, community_id=community_id)
    mine = col(CommunitySlug.community_id) == community_id
    again = statement.on_conflict_do_update(
        index_elements=["slug"], set_={"community_id": community_id}, where=mine
    )
    return session.execute(again.returning(col(CommunitySlug.slug))).first() is not None
