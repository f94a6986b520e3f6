"""Needs: what people ask for, in their own words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from api.answers.pagination import LongPage, Page, Paging
from api.answers.preconditions import Seen
from api.answers.replies import created, reply
from api.schemas.history import HistoryLine, HistoryPage
from api.schemas.need_edits import NeedEdit
from api.schemas.needs import Fulfilment, NeedIn, Renewal
from api.schemas.needs_shown import NeedOut, NeedPage
from api.schemas.words import CategorySlug, NeedOrder
from core import hints
from core.access import Caller
from core.effort import Effort
from core.errors import BadParameter
from core.models import Need
from doors import languages, reading, writes
from doors.comers import heavy
from doors.deps import Db, Me, Now, Work
from doors.queries import Near
from doors.routing import ActionRoute
from matching.words.values import Point
from matching.words.vocabulary import NeedStatus, Urgency
from services.access import rights
from services.needs import browsing, history
from services.needs import edits as need_edits
from services.needs import life as need_life
from services.needs import lists as need_lists
from services.needs import posts as need_posts
from services.needs import views as need_views
from services.needs.lists import After, Wanted
from services.needs.rows import ListedNeed, Start
from services.needs.views import NeedView, Sight

router = APIRouter(prefix="/v1/needs", tags=["Needs"], route_class=ActionRoute)


@router.post("", status_code=201, response_model=NeedOut)
def post_need(given: NeedIn, request: Request, session: Db, me: Me, now: Now, effort: Work) -> Response:
    """Posts a need. Two fields suffice: `category`, and `place` unless it is remote; the answer shows the rest."""
    if given.urgency is not Urgency.URGENT:
        writes.count_of_network(session, writes.NEEDS, now)
    need = need_posts.post(session, me, given.value(), now=now, effort=effort)
    view = need_views.view(session, me, need, now=now)
    return _answer(need, view, status=201, warnings=_warnings(given), locale=languages.of(request))


def _by_fit(request: Request) -> bool:
    return request.query_params.get("order") == "fit"


@router.get("", response_model=NeedPage)
@heavy(_by_fit)
def list_needs(
    request: Request,
    session: Db,
    me: Me,
    now: Now,
    paging: Page,
    effort: Work,
    near: Near,
    community: Annotated[UUID | None, Query(description="Only needs of this community.")] = None,
    category: Annotated[
        CategorySlug | None, Query(max_length=40, pattern=r"^[a-z_]+$", description="Only needs of this one.")
    ] = None,
    urgency: Annotated[Urgency | None, Query(description="Only needs as urgent as this.")] = None,
    status: Annotated[list[NeedStatus] | None, Query(description="Only needs that stand so.")] = None,
    mine: Annotated[bool, Query(description="Only one's own, and of people one speaks for.")] = False,
    within_km: Annotated[
        float | None, Query(gt=0, le=500, description="No farther than this, by `near`.")
    ] = None,
    order: Annotated[NeedOrder | None, Query(description="Nearest with `near`, else oldest.")] = None,
) -> Response:
    """Needs the caller may see: oldest, newest or nearest first, or what fits the caller's own offers best first.

    Open ones, unless `status` or `mine`. With `order=fit` only what their offers could help with is listed, and
    needs that others have answered step back. Where there are many, the nearest few hundred come first, in their
    order (`cut` is true), and behind them, by `next`, those farther away.

    Beyond some 500 needs of others an hour they come without their words.
    """
    statuses = tuple(dict.fromkeys(status or ()))
    wanted = Wanted(community, category, urgency, statuses, mine, near, within_km, order)
    if order == "nearest" and near is None:
        raise BadParameter("near", "missing")
    if order == "fit":
        return _fitting(request, paging, session, me, wanted, near, now, effort)
    after = After(paging.after, paging.distance) if paging.after is not None else None
    rows = need_lists.page(session, me, wanted, after=after, limit=paging.wanted)
    here = paging.cut(rows, lambda row: [row.id, row.distance])
    return _listed(request, paging, session, me, here, near, now)


def _fitting(
    request: Request,
    paging: Paging,
    session: Session,
    me: Caller,
    wanted: Wanted,
    near: Point | None,
    now: datetime,
    effort: Effort,
) -> Response:
    start = Start(*paging.numbers)
    found = browsing.page(session, me, wanted, start=start, limit=paging.limit, now=now, effort=effort)
    if found.next is not None:
        paging.go_on(found.next.numbers())
    return _listed(request, paging, session, me, found.rows, near, now, **{"cut": True} if found.cut else {})


@router.get("/{need_id}", response_model=NeedOut)
def get_need(need_id: UUID, request: Request, session: Db, me: Me, now: Now) -> Response:
    """One need, as far as the caller may see it."""
    need = rights.need(session, me, need_id)
    view = need_views.view(session, me, need, now=now)
    warnings = _warnings_of(view)
    whole = _answer(need, view, warnings=warnings, locale=languages.of(request) if warnings else None)
    words = int(view.sight is Sight.WORDS and not need_views.was_asked(session, me, need))
    if not reading.words_are_over(request, session, me, words, whole, now=now):
        return whole
    return _answer(need, need_views.without_words(view))


@router.patch("/{need_id}", response_model=NeedOut)
def edit_need(
    need_id: UUID, given: NeedEdit, seen: Seen, request: Request, session: Db, me: Me, now: Now
) -> Response:
    """Changes an own need while it is pending or open; needs `If-Match`."""
    before = rights.own_need(session, me, need_id)
    seen.ensure(before.edition)
    need = need_edits.edit(session, me, need_id, given.value(), edition=before.edition, now=now)
    view = need_views.view(session, me, need, now=now)
    return _answer(need, view, warnings=_warnings(given), locale=languages.of(request))


@router.post("/{need_id}/withdraw", response_model=NeedOut)
def withdraw_need(need_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Takes a need back: at any moment, without a reason."""
    return _shown(session, me, need_life.withdraw(session, me, need_id, now=now), now)


@router.post("/{need_id}/renew", response_model=NeedOut)
def renew_need(need_id: UUID, session: Db, me: Me, now: Now, given: Renewal | None = None) -> Response:
    """Gives an open or expired need a new life."""
    expires_at = given.expires_at if given else None
    need = need_life.renew(session, me, need_id, expires_at=expires_at, now=now)
    return _shown(session, me, need, now)


@router.post("/{need_id}/fulfil", response_model=NeedOut)
def fulfil_need(need_id: UUID, session: Db, me: Me, now: Now, given: Fulfilment | None = None) -> Response:
    """Says it is enough. With `helped_elsewhere`, also after it expired or was withdrawn."""
    elsewhere = given.helped_elsewhere if given else False
    need = need_life.fulfil(session, me, need_id, helped_elsewhere=elsewhere, now=now)
    return _shown(session, me, need, now)


@router.post("/{need_id}/another-matter", response_model=NeedOut)
def say_another_matter(need_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Says that a need, which a coordinator marked as a double, is another matter: asking goes on at once, and nobody
    marks it again.
    """
    return _shown(session, me, need_life.another_matter(session, me, need_id, now=now), now)


@router.get("/{need_id}/history", response_model=HistoryPage)
def get_need_history(need_id: UUID, request: Request, session: Db, me: Me, paging: LongPage) -> Response:
    """What happened, oldest first: all of it for the author, also what coordinators did and who looked."""
    lines = history.of_need(session, me, need_id, after=paging.number, limit=paging.wanted)
    locale = languages.of(request)
    items = [HistoryLine.shown(line, locale) for line in paging.cut(lines, lambda line: [line.event.id])]
    return paging.reply(HistoryPage(items=items, next=paging.next))


def _listed(
    request: Request,
    paging: Paging,
    session: Session,
    me: Caller,
    rows: Sequence[ListedNeed],
    near: Point | None,
    now: datetime,
    **more: object,
) -> Response:
    views = need_views.listed(session, me, rows, now=now, near=near)
    whole = _page(paging, views, more)
    words = sum(view.sight is Sight.WORDS for view in views)
    if not reading.words_are_over(request, session, me, words, whole, now=now):
        return whole
    return _page(paging, [need_views.without_words(view) for view in views], more)


def _page(paging: Paging, views: Sequence[NeedView], more: Mapping[str, object]) -> Response:
    return paging.reply({"items": [NeedOut.shown(view) for view in views], "next": paging.next, **more})


def _answer(
    need: Need,
    view: NeedView,
    *,
    status: int = 200,
    warnings: list[str] | None = None,
    locale: str | None = None,
) -> Response:
    """A need as this caller sees it. Where its private note is read, no device keeps the answer."""
    shown = NeedOut.shown(view, warnings=warnings, locale=locale)
    secret = "private_note" in shown
    if status == 201:
        return created(shown, f"/v1/needs/{need.id}", edition=need.edition, secret=secret)
    return reply(shown, status, edition=need.edition, secret=secret)


def _shown(session: Session, me: Caller, need: Need, now: datetime) -> Response:
    return _answer(need, need_views.view(session, me, need, now=now))


def _warnings(given: NeedIn | NeedEdit) -> list[str]:
    said = given.sent()
    return hints.of_texts([said.get("title"), said.get("details")])


def _warnings_of(view: NeedView) -> list[str] | None:
    """What whoever reads another's need is told of its words; None where there is nothing."""
    if view.sight is Sight.OWN:
        return None
    return hints.to_readers([view.title, view.details]) or None
