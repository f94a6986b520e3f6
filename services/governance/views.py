"""Changes that wait, as one caller may see them: what, by whom, since when, whose word they wait for, and theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.models import Community, PendingChange, Person
from matching.words.changing import Speaker
from matching.words.vocabulary import Role
from services import sealed
from services.governance import changes as pending_changes
from services.governance import speakers

Answer = Literal["agree", "object"]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change that waits. Of people only those who answer for the community and whose word is asked for read more
    than that it waits: `named` says whether this caller is one; `display_name` is whom it is about.
    """

    row: PendingChange
    waits_for: list[Speaker]
    allowed: list[Answer]
    named: bool
    display_name: str | None


def of(
    session: Session, caller: Caller, communities: Sequence[Community], *, now: datetime
) -> dict[UUID, list[ChangeView]]:
    """What waits in each of these communities, as far as the caller may know it."""
    by_id = {community.id: community for community in communities}
    seen: dict[UUID, list[ChangeView]] = {community: [] for community in by_id}
    for row in pending_changes.waiting(session, list(by_id)):
        community = by_id[row.community_id]
        if pending_changes.may_know(session, caller, community, row, now):
            seen[community.id].append(_view(session, caller, community, row, now))
    return seen


def _view(
    session: Session, caller: Caller, community: Community, row: PendingChange, now: datetime
) -> ChangeView:
    waits_for, _ = speakers.may_speak(session, community, row, now=now)
    speaks = speakers.as_what(session, caller, community, row, now=now) is not None
    mine = caller.person_id == row.by_id
    given = caller.person_id in (*row.agreed, *row.agreed_as_neighbours)
    allowed: list[Answer] = ["agree"] if speaks and not mine and not given else []
    if mine or speakers.may_object(session, caller, community, row, now=now):
        allowed.append("object")
    named = speaks or mine or caller.is_at_least(Role.COORDINATOR, community.id)
    about = session.get_one(Person, row.person_id) if named and row.person_id is not None else None
    name = sealed.display_name(session, about) if about is not None else None
    return ChangeView(row, sorted(waits_for), allowed, named, name)
