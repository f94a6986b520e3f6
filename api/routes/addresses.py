"""The addresses that pushes, letters and answers name. Apps claim them; a browser is told so, the same for every id."""

from fastapi import APIRouter, Request, Response

from api.pages import render
from api.pages.shapes import Page
from api.routes.pages import PageRoute
from doors import languages
from texts.catalogue import say

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/needs/{thing}")
@router.get("/matches/{thing}")
@router.get("/c/{thing}")
@router.get("/help")
@router.get("/my")
@router.get("/me")
def show_address(request: Request) -> Response:
    """Says where to go. Nothing is looked up: nobody learns here what there is and what not."""
    locale = languages.of(request)
    lines = (say("page.in_app.app", locale), say("page.in_app.letter", locale))
    return render.draw(Page(say("page.in_app.title", locale), lines), locale)
