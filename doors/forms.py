"""What a page's form sends: texts, short ones and a few long ones, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import HTTP
from hashlib import sha256
from urllib.parse import parse_qsl

from fastapi import Request

from core import readable
from core.errors import Malformed

MEDIA_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
"""The second because mail programs unsubscribe with it (RFC 8058, 3.2)."""

OF_LINES = frozenset(
    {"text", "note", "details", "private_note", "message", "about", "reason", "thanks", "landmarks"}
)
"""Fields in which somebody may begin a new line."""
MOST_FIELDS, LONGEST = 20, 400
"""Of the small pages behind links."""
MOST_OF_A_PAGE, LONGEST_OF_A_PAGE = 150, 4000
"""Of pages with an address of their own: a week has many boxes, and somebody may have much to tell."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a form, trimmed, in the order in which they were sent; a name may stand there several times."""

    pairs: tuple[tuple[str, str], ...] = ()

    def one(self, name: str) -> str:
        """What was filled in there last; empty where nothing was, or there is no such field."""
        return next((text for key, text in reversed(self.pairs) if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Everything that was ticked under a name."""
        return tuple(text for key, text in self.pairs if key == name)

    def without(self, name: str) -> "Fields":
        return Fields(tuple(pair for pair in self.pairs if pair[0] != name))

    def fingerprint(self, path: str) -> str:
        """What makes two forms the same: where they were sent, and all that they said."""
        said = "\n".join([path, *(f"{len(name)}|{name}={text}" for name, text in self.pairs)])
        return sha256(said.encode()).hexdigest()

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


def read(request: Request) -> dict[str, str]:
    """The fields of a form on a small page, trimmed. Raises Malformed."""
    return dict(_read(request, MOST_FIELDS, LONGEST))


def read_all(request: Request) -> Fields:
    """The fields of a form that was posted. Raises Malformed."""
    return Fields(tuple(_read(request, MOST_OF_A_PAGE, LONGEST_OF_A_PAGE)))


def _read(request: Request, most: int, longest: int) -> list[tuple[str, str]]:
    body: bytes = getattr(request, "_body", b"")
    media_type = request.headers.get("content-type", "")
    try:
        pairs = _parts(media_type, body, most) if media_type.startswith("multipart/") else _pairs(body, most)
    except (ValueError, UnicodeError) as error:
        raise Malformed from error
    typed = [(name, text.replace("\r\n", "\n")) for name, text in pairs]
    fields = [(name, _as_read(name, text)) for name, text in typed]
    if any(readable.has_control(text) for _, text in typed) or any(
        len(text) > longest or not _readable(name, text) for name, text in fields
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


def _pairs(body: bytes, most: int) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most, errors="strict")


def _parts(media_type: str, body: bytes, most: int) -> list[tuple[str, str]]:
    whole = message_from_bytes(f"Content-Type: {media_type}\r\n\r\n".encode() + body, policy=HTTP)
    parts = list(whole.iter_parts())
    if len(parts) > most:
        raise ValueError("too many fields")
    return [(str(part.get_param("name", header="content-disposition")), _content(part)) for part in parts]


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode() if isinstance(payload, bytes) else ""
