"""Entity tags: a hash of what this caller sees, so that a tag betrays nothing else."""

import hashlib

from fastapi import Request, Response

from api.replies import Body, written
from core.errors import PreconditionRequired, Stale


def of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def finish(request: Request, response: Response) -> Response:
    """Tags a good answer to GET; answers 304 to somebody who has it already."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    if request.method != "GET" or response.status_code != 200 or not hasattr(response, "body"):
        return response
    tag = of(bytes(response.body))
    known = request.headers.get("if-none-match", "")
    if tag in [part.strip().removeprefix("W/") for part in known.split(",")]:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "private, no-store"})
    response.headers["ETag"] = tag
    return response


def require_match(request: Request, body: Body) -> None:
    """For edits: the caller must have seen the thing as it is now. Raises 428 or 412."""
    given = request.headers.get("if-match")
    if given is None:
        raise PreconditionRequired
    if of(written(body)) not in [part.strip().removeprefix("W/") for part in given.split(",")]:
        raise Stale
