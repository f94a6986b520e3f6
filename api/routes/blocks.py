"""Blocks: somebody never to meet again here."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.replies import created, nothing, reply
from api.schemas.base import Given, Shape
from api.schemas.words import BlockSubject
from core.access import Caller
from core.models import Block
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.people import blocks

router = APIRouter(prefix="/v1/blocks", tags=["Safety"], route_class=ActionRoute)


class BlockAbout(Given):
    type: BlockSubject
    id: UUID


class BlockIn(Given):
    """Whoever stands behind this thing: nobody needs to know another's id to keep them away."""

    about: BlockAbout


class BlockOf(Shape):
    """What it was made about; a match also where it came of a concern."""

    type: BlockSubject
    id: UUID


class BlockOut(Shape):
    """`about` null: made before that was kept. `for_person`: whom it protects, where that is not oneself."""

    id: UUID
    at: datetime
    about: BlockOf | None
    for_person: UUID | None = None

    @classmethod
    def shown(cls, row: Block, me: Caller) -> Self:
        about = BlockOf.model_validate({"type": row.about_type, "id": row.about_id}) if row.about_id else None
        found = cls(id=row.id, at=row.at, about=about)
        if row.blocker_id != me.person_id:
            found.for_person = row.blocker_id
        return found


class BlockList(Shape):
    items: list[BlockOut]


@router.post("", status_code=201, response_model=BlockOut)
def make_block(given: BlockIn, session: Db, me: Me, now: Now) -> Response:
    """Mutual invisibility, at once and everywhere. The other is not told."""
    row = blocks.put(session, me, given.about.type, given.about.id, now=now)
    return created(BlockOut.shown(row, me))


@router.get("", response_model=BlockList)
def list_blocks(session: Db, me: Me) -> Response:
    """Whom one has blocked, by what it was about."""
    return reply(BlockList(items=[BlockOut.shown(row, me) for row in blocks.of(session, me)]))


@router.delete("/{block_id}", status_code=204)
def lift_block(block_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Lifts a block: the two may meet again."""
    blocks.lift(session, me, block_id, now=now)
    return nothing()
