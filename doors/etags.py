"""Entity tags in two parts: `"7-3fa9c1d20b44"`.

Before the dash the edition, a counter of what the thing's author changed of it: an edit's `If-Match` compares that,
so nothing that others do meanwhile stands in its way. After it a hash of what this caller sees: `If-None-Match`
compares the whole. What nobody edits (a list) has the hash alone.
"""

import hashlib
from collections.abc import Sequence

from fastapi import Request, Response

ANYTHING = "*"
MAY_BE_KEPT = "private, no-cache"
"""On a phone, if it asks each time whether it is still so."""
NEVER_KEPT = "private, no-store"


def of(body: bytes, edition: int | None = None) -> str:
    seen = hashlib.sha256(body).hexdigest()[:12]
    return f'"{seen}"' if edition is None else f'"{edition}-{seen}"'


def names(tags: Sequence[str], edition: int) -> bool:
    """Whether one of the tags is of this edition, whatever else its holder saw of the thing."""
    return any(tag == ANYTHING or tag.startswith(f'"{edition}-') for tag in tags)


def finish(request: Request, response: Response) -> Response:
    """Tags a good answer to GET; answers 304 to somebody who has it already. Says whether it may be kept."""
    if request.method == "GET" and response.status_code == 200 and hasattr(response, "body"):
        response.headers.setdefault("ETag", _tag(response))
    tag = response.headers.get("ETag")
    response.headers.setdefault("Cache-Control", NEVER_KEPT if tag is None else MAY_BE_KEPT)
    if request.method == "GET" and tag is not None and is_known(request, response):
        kept = {name: value for name, value in response.headers.items() if name in _OF_304}
        return Response(status_code=304, headers=kept)
    return response


_OF_304 = frozenset({"etag", "cache-control", "link", "vary"})
"""What is said also where the body is left out (RFC 9110, 15.4.5): nothing of the body, which its reader has."""


def is_known(request: Request, response: Response) -> bool:
    """Whether the caller has this very answer already."""
    return _tag(response) in named(request.headers.get("if-none-match", ""))


def _tag(response: Response) -> str:
    return response.headers.get("ETag") or of(bytes(response.body))


def named(header: str) -> list[str]:
    """The tags that `If-Match` or `If-None-Match` names, weak ones as if they were strong."""
    return [part.strip().removeprefix("W/") for part in header.split(",")]
