"""Edits: what of a thing is to change, told apart from what stays and what is emptied."""

from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any, ClassVar, Final, Protocol, TypeVar

T = TypeVar("T")


class _Dataclass(Protocol):
    """An instance of any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]  # fields of any type


D = TypeVar("D", bound=_Dataclass)


class Unset(Enum):
    """The type of UNSET: a field of `str | Unset | None` is changed, left alone, or emptied."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


def coalesce(new: T | Unset, present: T) -> T:
    """What a field holds after the edit: the new value, or the present one where nothing was said."""
    return present if isinstance(new, Unset) else new


@dataclass(frozen=True, slots=True)
class Changes:
    """What somebody changes of a thing. A field that is UNSET stays as it is; None empties it."""

    def onto(self, value: D) -> D:
        """The value with these changes: a part of a thing (its criteria, its money) that is edited by halves."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(value, **{name: new for name, new in said.items() if new is not UNSET})

    def named(self) -> list[str]:
        """The fields about which something was said, in the order of the alphabet."""
        return sorted(field.name for field in fields(self) if getattr(self, field.name) is not UNSET)
