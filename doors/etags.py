"""Entity tags: a hash of what this caller sees, so that a tag betrays nothing else."""

import hashlib

from fastapi import Request, Response


def of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def finish(request: Request, response: Response) -> Response:
    """Tags a good answer to GET; answers 304 to somebody who has it already."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    if request.method != "GET" or response.status_code != 200 or not hasattr(response, "body"):
        return response
    tag = response.headers.get("ETag") or of(bytes(response.body))
    if tag in named(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "private, no-store"})
    response.headers["ETag"] = tag
    return response


def named(header: str) -> list[str]:
    """The tags that `If-Match` or `If-None-Match` names, weak ones as if they were strong."""
    return [part.strip().removeprefix("W/") for part in header.split(",")]
