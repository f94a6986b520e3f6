"""What a body may be: not too large, not too deep, JSON."""

from collections.abc import Collection

from fastapi import Request

from core.errors import Malformed, Problem, TooLarge

DEEPEST = 16


class NotJson(Problem):
    status, code = 415, "unsupported_media_type"


async def read(request: Request, most: int, forms: Collection[str] = ()) -> bytes:
    """Reads the body within its bounds; later readers get the same bytes. Raises 413, 415 or 400.

    `forms`: media types taken in place of JSON, where a page is answered.
    """
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > most:
        raise TooLarge
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge
        chunks.append(chunk)
    body = b"".join(chunks)
    request._body = body  # where Starlette keeps a body that was read
    if body:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type in forms:
            return body
        if forms or (media_type != "application/json" and not media_type.endswith("+json")):
            raise NotJson
        if _depth(body) > DEEPEST:
            raise Malformed
    return body


def _depth(body: bytes) -> int:
    """How deep brackets nest, those within strings not counted."""
    deepest = depth = 0
    in_string = escaped = False
    for byte in body:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in (0x7B, 0x5B):
            depth += 1
            deepest = max(deepest, depth)
        elif byte in (0x7D, 0x5D):
            depth -= 1
    return deepest
