"""Small pages behind links. GET shows and changes nothing but a counter; POST does the one thing the link is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from core.models.link import LinkPurpose
from doors import forms, heads, writes
from doors.deps import Db, Network, Now, SettingsOf
from services.access import callers, links
from texts.catalogue import best
from web.coming.page_route import PageRoute
from web.links import (
    answer,
    consent,
    human,
    match,
    notice,
    shared_need,
    take_over,
    tend_need,
    tend_offer,
    unsubscribe,
)
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts import render

router = APIRouter(prefix="/l", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a link of one purpose shows, and what it does."""

    show: Callable[[Visit], Page]
    act: Callable[[Visit, dict[str, str]], Page]


PURPOSES = {
    LinkPurpose.ANSWER: Purpose(answer.show, answer.act),
    LinkPurpose.MATCH: Purpose(match.show, match.act),
    LinkPurpose.HUMAN: Purpose(human.show, human.act),
    LinkPurpose.NOTICE: Purpose(notice.show, notice.act),
    LinkPurpose.TEND_NEED: Purpose(tend_need.show, tend_need.act),
    LinkPurpose.TEND_OFFER: Purpose(tend_offer.show, tend_offer.act),
    LinkPurpose.CONSENT: Purpose(consent.show, consent.act),
    LinkPurpose.TAKE_OVER: Purpose(take_over.show, take_over.act),
    LinkPurpose.UNSUBSCRIBE: Purpose(unsubscribe.show, unsubscribe.act),
    LinkPurpose.SHARED_NEED: Purpose(shared_need.show, shared_need.act),
}


def open_visit(
    token: str,
    request: Request,
    session: Db,
    settings: SettingsOf,
    now: Now,
    network: Network,
) -> Visit:
    """Who comes with which link; from here on also what goes wrong is told in their language."""
    link = links.find(session, token, now)
    reader = links.reader(session, link, now)
    locale = best(reader.locale)
    if reader.caller is None:  # a stranger's browser says what they read
        locale = best(request.headers.get("accept-language"), locale)
    request.state.locale = locale
    return Visit(session, settings, reader.caller, locale, reader.time_zone, now, network, link)


Here = Annotated[Visit, Depends(open_visit)]


@router.get("/{token}")
def show_page(request: Request, visit: Here) -> Response:
    page = PURPOSES[visit.link.purpose].show(visit)
    if not heads.asked(request):
        links.count_opening(visit.session, visit.link)
    return render.draw_link(page.whole, visit.locale)


@router.post("/{token}")
def act_on_page(request: Request, visit: Here) -> Response:
    if visit.caller is not None:
        writes.count(request, visit.session, visit.caller, visit.now)
    page = PURPOSES[visit.link.purpose].act(visit, forms.read(request))
    if visit.caller is not None:
        callers.sign_of_life(visit.session, visit.caller.person_id, visit.now)
    return render.draw_link(page.whole, visit.locale)
