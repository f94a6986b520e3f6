"""The scripts of pages and the site's sign, kept by browsers for ever: others have other addresses."""

from fastapi import APIRouter, Response

from web.static import CONTENT, DESK_CONTENT, DESK_SCRIPT, ICON, SCRIPT, SIGN

router = APIRouter(include_in_schema=False)
_JAVASCRIPT = "text/javascript; charset=utf-8"
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get(SCRIPT)
async def get_script() -> Response:
    return Response(CONTENT, 200, _FOR_EVER, _JAVASCRIPT)


@router.get(DESK_SCRIPT)
async def get_script_of_the_desk() -> Response:
    return Response(DESK_CONTENT, 200, _FOR_EVER, _JAVASCRIPT)


@router.get(ICON)
async def get_icon() -> Response:
    return Response(SIGN, 200, _FOR_EVER, "image/svg+xml; charset=utf-8")
