"""The addresses that pushes, letters and answers name. Apps claim them; a browser is told so, the same for every id."""

from fastapi import APIRouter, Request, Response

from api.pages import render
from api.pages.shapes import Page
from doors import languages
from doors.routing import ActionRoute
from texts.catalogue import say

router = APIRouter(route_class=ActionRoute, include_in_schema=False)


@router.api_route("/needs/{thing}", methods=["GET", "HEAD"])
@router.api_route("/matches/{thing}", methods=["GET", "HEAD"])
@router.api_route("/c/{thing}", methods=["GET", "HEAD"])
@router.api_route("/help", methods=["GET", "HEAD"])
@router.api_route("/my", methods=["GET", "HEAD"])
@router.api_route("/me", methods=["GET", "HEAD"])
def show_address(request: Request) -> Response:
    """Says where to go. Nothing is looked up: nobody learns here what there is and what not."""
    locale = languages.of(request)
    lines = (say("page.in_app.app", locale), say("page.in_app.letter", locale))
    return render.draw(Page(say("page.in_app.title", locale), lines), locale)
