"""The script of pages, kept by browsers for ever: another one has another address."""

from fastapi import APIRouter, Response

from web.static import CONTENT, SCRIPT

router = APIRouter(include_in_schema=False)


@router.get(SCRIPT)
async def get_script() -> Response:
    return Response(
        CONTENT,
        200,
        {"Cache-Control": "public, max-age=31536000, immutable"},
        "text/javascript; charset=utf-8",
    )
