"""The forms of a page, wherever they stand in it, each changed in one way."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from web.parts.fields import Form
from web.parts.shapes import Fold, Items, Live, Part


def changed(parts: Sequence[Part], change: Callable[[Form], Form]) -> tuple[Part, ...]:
    """These parts with each form as `change` has it; what is folded away over a changed one stands open."""
    return tuple(_part(part, change) for part in parts)


def _part(part: Part, change: Callable[[Form], Form]) -> Part:
    match part:
        case Form():
            return change(part)
        case Fold():
            inner = changed(part.parts, change)
            return part if inner == part.parts else replace(part, parts=inner, open=True)
        case Live():
            return replace(part, parts=changed(part.parts, change))
        case Items():
            items = [replace(item, forms=tuple(map(change, item.forms))) for item in part.items]
            return replace(part, items=type(part.items)(items) if isinstance(part.items, tuple) else items)
    return part
