"""The desk of those who answer for a community: what needs a human, who looks after it, and what they say of today."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import AwareDatetime

from api.answers.pagination import LongPage
from api.answers.replies import nothing, reply
from api.schemas.base import Language
from api.schemas.queue import (
    AssignIn,
    FullIn,
    FullOut,
    HoldOut,
    PutOffIn,
    PutOffOut,
    QueueCounts,
    QueueEntry,
    QueueHeldBy,
    QueuePage,
    QueueWhy,
)
from api.schemas.words import CategorySlug
from core import places
from core.errors import BadParameter
from doors import languages, sharing
from doors.acting import only_reads
from doors.deps import Db, Me, Now, SettingsOf
from doors.routing import ActionRoute
from matching.words.categories import CATEGORIES
from matching.words.vocabulary import Urgency
from services.desk import full, holding, open_needs, queue
from services.desk.entry import DeskEntry
from services.desk.filters import Filters, Place
from services.oversight.answers import ANSWERS

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Coordinators"], route_class=ActionRoute)


def _narrowed(
    held: Annotated[QueueHeldBy | None, Query(description="Only what these look after.")] = None,
    why: Annotated[list[QueueWhy], Query(max_length=20, description="Only for these reasons.")] = [],  # noqa: B006
    urgency: Annotated[list[Urgency], Query(max_length=3, description="Only needs so urgent.")] = [],  # noqa: B006
    language: Annotated[Language | None, Query(description="Only needs written in it.")] = None,
    category: Annotated[CategorySlug | None, Query(max_length=40, description="Only needs of it.")] = None,
    quarter: Annotated[str | None, Query(max_length=16, description="Only needs shown in this cell.")] = None,
    older_than: Annotated[
        int | None, Query(ge=1, le=2160, description="Only what waits for so many hours or longer.")
    ] = None,
    put_off: Annotated[bool, Query(description="What was put off, and nothing else.")] = False,
) -> Filters:
    for name, words, known in (("why", why, ANSWERS), ("category", [category or ""], {*CATEGORIES, ""})):
        if not set(words) <= set(known):
            raise BadParameter(name, "wrong_value")
    try:
        cell = places.number(quarter) if quarter is not None else None
    except ValueError as error:
        raise BadParameter("quarter", "wrong_value") from error
    return Filters(
        held=held,
        whys=tuple(why),
        urgencies=tuple(urgency),
        language=language,
        category=category,
        quarter=cell,
        older_than=timedelta(hours=older_than) if older_than is not None else None,
        put_off=put_off,
    )


Narrowed = Annotated[Filters, Depends(_narrowed)]


@router.get("/queue", response_model=QueuePage)
@only_reads
def get_queue(
    community_id: UUID, session: Db, me: Me, now: Now, paging: LongPage, filters: Narrowed
) -> Response:
    """What needs a human, most pressing first, each with why, since when, the one next act, and who looks after it."""
    after = paging.values
    rows = queue.page(
        session,
        me,
        community_id,
        filters,
        after=Place.read(after) if after else None,
        limit=paging.wanted,
        now=now,
    )
    items = [QueueEntry.shown(entry) for entry in paging.cut(rows, _place)]
    return paging.reply({"items": items, "as_of": now, "next": paging.next})


def _place(entry: DeskEntry) -> Place:
    return entry.place


@router.get("/queue/counts", response_model=QueueCounts)
@only_reads
def count_queue(
    community_id: UUID,
    session: Db,
    me: Me,
    now: Now,
    filters: Narrowed,
    new_since: Annotated[
        AwareDatetime | None, Query(description="`as_of` of a page: how many came since.")
    ] = None,
) -> Response:
    """How many need a human, by why; and how many came since somebody looked last."""
    counts = queue.count(session, me, community_id, filters, now=now)
    new = None
    if new_since is not None:
        new = queue.since(session, me, community_id, filters, seen_at=new_since, now=now)
    return reply(QueueCounts.shown(counts, new))


@router.post("/queue/{entry_id}/claim", response_model=HoldOut)
def claim_entry(community_id: UUID, entry_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """The caller looks after it, where nobody does: for a day, an hour where it cannot wait. Who does then."""
    return reply(HoldOut.shown(holding.claim(session, me, community_id, entry_id, now=now)))


@router.post("/queue/{entry_id}/release", status_code=204)
def release_entry(community_id: UUID, entry_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """The caller lets it go, for others to look after."""
    holding.release(session, me, community_id, entry_id, now=now)
    return nothing()


@router.post("/queue/{entry_id}/assign", response_model=HoldOut)
def assign_entry(
    community_id: UUID, entry_id: UUID, given: AssignIn, session: Db, me: Me, now: Now
) -> Response:
    """Asks another who answers for the community to look after it; they are told. What is judged is asked of nobody."""
    held = holding.assign(session, me, community_id, entry_id, person_id=given.person_id, now=now)
    return reply(HoldOut.shown(held))


@router.post("/queue/{entry_id}/snooze", response_model=PutOffOut)
def put_entry_off(
    community_id: UUID, entry_id: UUID, given: PutOffIn, session: Db, me: Me, now: Now
) -> Response:
    """Puts it off: the queue shows it again then, or as soon as there is another reason for it or it presses more."""
    row = holding.put_off(session, me, community_id, entry_id, until=given.until, now=now)
    return reply(PutOffOut.shown(row))


@router.delete("/queue/{entry_id}/snooze", status_code=204)
def bring_entry_back(community_id: UUID, entry_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """The queue shows it again now."""
    holding.bring_back(session, me, community_id, entry_id, now=now)
    return nothing()


@router.put("/full", response_model=FullOut)
def say_full(community_id: UUID, given: FullIn, session: Db, me: Me, now: Now) -> Response:
    """The community can take on no more until then, a day at most: whoever asks reads it, with whom to call. Their
    needs stand, and helpers are asked all the same. It ends by itself.
    """
    community = full.say(session, me, community_id, until=given.until, now=now)
    return reply(FullOut(until=community.full_until))


@router.delete("/full", status_code=204)
def unsay_full(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """The community takes on more again."""
    full.unsay(session, me, community_id, now=now)
    return nothing()


@router.get("/open-needs", response_class=PlainTextResponse)
def get_open_needs(
    community_id: UUID, request: Request, session: Db, settings: SettingsOf, me: Me, now: Now
) -> Response:
    """Open needs as a text for the chat of the community, in the caller's language: what, when and how soon, and where
    the community is found. No names, no addresses, nothing that only some may see.
    """
    told = open_needs.text(session, me, community_id, now=now)
    return PlainTextResponse(sharing.open_needs(told, settings.public_url, languages.of(request)))
