"""Hangs the pages into an application: their routes, the script, and how what goes wrong is drawn."""

from dataclasses import replace

from fastapi import APIRouter, FastAPI, Request, Response

from core.errors import Problem
from core.settings import Settings
from doors.problems import Told
from texts.catalogue import say
from web import app_links, desk, dev, door, static_files
from web.answers import kept
from web.answers.again import Again
from web.coming.page_route import PageRoute
from web.coming.refusals import AlreadyIn, PageRefusal
from web.coming.sign_in_first import AGAIN, FIRST_PAGE, to_sign_in
from web.coming.visitor import SignInFirst, Visitor
from web.links import door as links
from web.pages import (
    answering,
    asking,
    calling,
    card,
    circles,
    first,
    helping,
    how,
    matches,
    me,
    my,
    near,
    needs,
    safety,
    sign_in,
    sign_out,
    spoken_for,
    step_up,
)
from web.parts import render
from web.parts.shapes import Line, Page, Way, Ways

ROUTERS: tuple[APIRouter, ...] = (
    links.router,
    app_links.router,
    static_files.router,
    first.router,
    how.router,
    card.router,
    sign_in.router,
    sign_out.router,
    step_up.router,
    my.router,
    *asking.ROUTERS,
    calling.router,
    *needs.ROUTERS,
    *matches.ROUTERS,
    near.router,
    *answering.ROUTERS,
    *helping.ROUTERS,
    *circles.ROUTERS,
    *me.ROUTERS,
    *spoken_for.ROUTERS,
    *safety.ROUTERS,
    *desk.ROUTERS,
)
_ANSWERED_IN_JSON = ("/v1/", "/.well-known/")


def install(app: FastAPI, settings: Settings) -> None:
    """Adds the door for browsers."""
    routers: tuple[APIRouter, ...] = (*ROUTERS, *dev.ROUTERS) if settings.is_development else ROUTERS
    for router in routers:
        app.include_router(router)
    app.state.routes += [route for router in routers for route in router.routes]
    app.state.draws_problems = draw_problem


def draw_problem(request: Request, told: Told) -> Response | None:
    """What went wrong, as a page; None for whoever looks at none."""
    if not _is_page(request):
        return None
    elsewhere = _leads_elsewhere(request, told.problem)
    if elsewhere is not None:
        return elsewhere
    if isinstance(told.problem, Again):
        return told.problem.response
    if request.url.path.startswith(render.PREFIX):
        page = Page(told.title, (Line(told.detail),), told.problem.status)
        return render.draw_link(page, told.locale, told.headers)
    if isinstance(told.problem, PageRefusal):
        said, locale = told.problem.said, told.locale
        told = replace(told, title=say(f"{said}.title", locale), detail=say(f"{said}.detail", locale))
    home = Ways((Way("/", say("web.to_the_beginning", told.locale)),))
    page = Page(told.title, (Line(told.detail), home), told.problem.status)
    return render.draw_whole(page, told.locale, told.headers)


def _leads_elsewhere(request: Request, problem: Problem) -> Response | None:
    """To another page where something else comes first, such as signing in; and then back."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    if visitor is None:
        return None
    if isinstance(problem, SignInFirst):
        return visitor.put_cookies(to_sign_in(request))
    if isinstance(problem, AlreadyIn):
        return door.go(FIRST_PAGE)
    if problem.code == "step_up_needed":
        kept.keep_beside(visitor)
        return visitor.put_cookies(to_sign_in(request, AGAIN))
    return None


def _is_page(request: Request) -> bool:
    """A route of pages; and where there is no route at all, whatever a browser asks for."""
    route = request.scope.get("route")
    if route is not None:
        return isinstance(route, PageRoute)
    reads = "text/html" in request.headers.get("accept", "")
    return reads and not request.url.path.startswith(_ANSWERED_IN_JSON)
