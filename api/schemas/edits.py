"""What schemas of edits share: fields that may be left out, and none that a client fills in by itself."""

from typing import Any

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.base import Given
from core.edits import UNSET


class Edit(Given):
    """What is to change of a thing: each field may be left out and has no default, so that a client which was
    generated from our description changes what it names and nothing else. Null is taken where it empties something.
    """


def unsaid(**how: Any) -> Any:  # a field of any type
    """A field of an edit that may be left out: UNSET where it is, and without a default in the description."""
    return Field(default=UNSET, json_schema_extra=_without_default, **how)


def _without_default(schema: JsonDict) -> None:
    schema.pop("default", None)
