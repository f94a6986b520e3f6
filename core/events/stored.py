"""Payloads as events keep them: written as JSON of ids and codes, and read from it.

Events are never rewritten, so older ones may lack what was noted only later: where a field may be None, that is what
it then is.
"""

import re
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints
from uuid import UUID

from pydantic import TypeAdapter

from core.events.carried import PAYLOADS
from core.events.kinds import EventKind
from core.events.payloads import Payload
from core.models import Event

Some = TypeVar("Some", bound=Payload)
_CODE = re.compile(r"[\w.:+/-]{0,100}")


def written(kind: EventKind, payload: Payload) -> dict[str, Any]:  # JSON: each kind has fields of its own
    """A payload as it is kept. Raises TypeError for one of another kind, ValueError where it holds free words."""
    wanted = PAYLOADS[kind]
    if type(payload) is not wanted:
        raise TypeError(f"{kind} carries {wanted.__name__}, not {type(payload).__name__}")
    return {
        name: _code(value)
        for name, usual in _defaults(kind)
        if (value := getattr(payload, name)) is not usual
    }


def payload_of(event: Event) -> Payload:
    """What an event carries, as the class of its kind."""
    kind = EventKind(event.kind)
    return _reader(kind).validate_python(_not_noted(kind) | event.payload_json)


def payload_as(event: Event, kind: type[Some]) -> Some:
    """What an event carries that is known to carry this. Raises TypeError where it does not."""
    payload = payload_of(event)
    if not isinstance(payload, kind):
        raise TypeError(f"{event.kind} carries {type(payload).__name__}, not {kind.__name__}")
    return payload


def _code(value: object) -> object:
    """`value` if it is a code, an id or a number: an event must be readable without any person's key."""
    match value:
        case None | bool() | int() | float():
            return value
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
        case list() | tuple():
            return [_code(item) for item in value]
        case str() if _CODE.fullmatch(value):
            return str(value)
    raise ValueError(f"an event holds ids and codes only, not {type(value).__name__} {value!r}")


@cache
def _defaults(kind: EventKind) -> tuple[tuple[str, object], ...]:
    """The fields of what such events carry by name, each with its default; `MISSING` where it has none."""
    return tuple((field.name, field.default) for field in fields(PAYLOADS[kind]))


@cache
def _not_noted(kind: EventKind) -> dict[str, None]:
    """Those of them that may be None, as they are where an event lacks them."""
    hints = get_type_hints(PAYLOADS[kind])
    return {name: None for name, hint in hints.items() if type(None) in get_args(hint)}


@cache
def _reader(kind: EventKind) -> TypeAdapter[Payload]:
    return TypeAdapter(PAYLOADS[kind])
