"""How answers are written: only what was set leaves, so that what a caller does not see is not there at all."""

import orjson
from fastapi import Response
from pydantic import BaseModel

from api.schemas.base import Shape, Written

Body = Shape | Written
"""What a route answers."""


def written(body: Body) -> bytes:
    if isinstance(body, dict):
        return orjson.dumps(body, default=_plain, option=orjson.OPT_UTC_Z)
    # Rows hold the vocabulary's words as plain texts; a warning for each would say nothing new.
    return body.__pydantic_serializer__.to_json(body, exclude_unset=True, warnings=False)


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True, warnings=False)
    raise TypeError(f"no answer holds a {type(value).__name__}")


def reply(body: Body, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """The answer, already written: it is the bytes that idempotency keeps and etags hash."""
    return Response(written(body), status, headers, "application/json")


def created(body: Body) -> Response:
    return reply(body, 201)


def nothing() -> Response:
    return Response(status_code=204)
