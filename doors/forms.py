"""What a page's form sends: a few short texts, and nothing else."""

from email import message_from_bytes
from email.message import Message
from email.policy import HTTP
from urllib.parse import parse_qsl

from fastapi import Request

from core import readable
from core.errors import Malformed

MEDIA_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
"""The second because mail programs unsubscribe with it (RFC 8058, 3.2)."""

OF_LINES = frozenset({"text", "note"})
"""Fields in which somebody may begin a new line."""
MOST_FIELDS = 20
LONGEST = 400


def read(request: Request) -> dict[str, str]:
    """The fields of a form that was posted, trimmed. Raises Malformed."""
    body: bytes = getattr(request, "_body", b"")
    media_type = request.headers.get("content-type", "")
    try:
        pairs = _parts(media_type, body) if media_type.startswith("multipart/") else _pairs(body)
    except (ValueError, UnicodeError) as error:
        raise Malformed from error
    typed = {name: text.replace("\r\n", "\n") for name, text in pairs}
    fields = {name: _as_read(name, text) for name, text in typed.items()}
    if any(map(readable.has_control, typed.values())) or any(
        len(text) > LONGEST or not _readable(name, text) for name, text in fields.items()
    ):
        raise Malformed
    return fields


def _as_read(name: str, text: str) -> str:
    """Without what no screen shows, as a body's texts are. What breaks a line where one is asked for stays, and is
    refused.
    """
    return readable.text(text) if name in OF_LINES or "\n" in text else readable.line(text)


def _readable(name: str, text: str) -> bool:
    """Whether it can be shown as it is; what may have several lines, line by line."""
    return (text.replace("\n", "") if name in OF_LINES else text).isprintable()


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(
        body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
    )


def _parts(media_type: str, body: bytes) -> list[tuple[str, str]]:
    whole = message_from_bytes(f"Content-Type: {media_type}\r\n\r\n".encode() + body, policy=HTTP)
    parts = list(whole.iter_parts())
    if len(parts) > MOST_FIELDS:
        raise ValueError("too many fields")
    return [(str(part.get_param("name", header="content-disposition")), _content(part)) for part in parts]


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode() if isinstance(payload, bytes) else ""
