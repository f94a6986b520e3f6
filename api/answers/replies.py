"""How answers are written: only what was set leaves, so that what a caller does not see is not there at all.

Times are in UTC to the second, `2026-11-21T09:00:00Z`, whatever wrote them.
"""

import orjson
from fastapi import Response
from pydantic import BaseModel

from api.schemas.base import Shape, Written
from doors import etags

Body = Shape | Written
"""What a route answers."""

LOCATED: dict[int | str, dict[str, object]] = {
    201: {"headers": {"Location": {"$ref": "#/components/headers/Location"}}}
}
"""Said by a route whose answer is no `Tagged` thing and yet names where what was made can be read."""

_TIMES = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


def written(body: Body) -> bytes:
    return orjson.dumps(body if isinstance(body, dict) else _set_of(body), default=_plain, option=_TIMES)


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return _set_of(value)
    raise TypeError(f"no answer holds a {type(value).__name__}")


def _set_of(shape: BaseModel) -> dict[str, object]:
    # Rows hold the vocabulary's words as plain texts; a warning for each would say nothing new.
    return shape.model_dump(exclude_unset=True, warnings=False)


def reply(
    body: Body,
    status: int = 200,
    headers: dict[str, str] | None = None,
    *,
    edition: int | None = None,
    secret: bool = False,
) -> Response:
    """The answer, already written: it is the bytes that idempotency keeps and etags hash.

    `edition`: of a single thing, how often its author changed it. `secret`: no device keeps this answer.
    """
    response = Response(written(body), status, headers, "application/json")
    if edition is not None:
        response.headers["ETag"] = etags.of(bytes(response.body), edition)
    if secret:
        response.headers["Cache-Control"] = etags.NEVER_KEPT
    return response


def created(
    body: Body, at: str | None = None, *, edition: int | None = None, secret: bool = False
) -> Response:
    """The answer to what made something. `at`: where that can be read from now on."""
    return reply(body, 201, {"Location": at} if at else None, edition=edition, secret=secret)


def nothing() -> Response:
    return Response(status_code=204)
