"""An export over the wire: a shape for each section, made of what the section holds."""

from typing import Union

from pydantic import Field, JsonValue, create_model
from sqlalchemy import JSON, Time

from api.schemas.base import LocalTime, Shape
from api.schemas.words import CategorySlug, EndCode, EventWord, ExportForm, NotificationKind, SettingKind
from core.models.columns import Kept
from services.exporting.section import Section
from services.exporting.sections import SECTIONS

_CHOSEN = {
    ("needs", "category"): CategorySlug,
    ("matches", "end_code"): EndCode,
    ("notifications", "kind"): NotificationKind,
    ("notification_settings", "kind"): SettingKind,
    ("what_happened", "kind"): EventWord,
}
"""Columns of text that hold one word of a list."""


def _kind(section: Section, name: str) -> object:
    """What a column holds, as it is described."""
    column = section.table.__table__.columns[name].type  # type: ignore[attr-defined]
    if isinstance(column, JSON | Kept):
        return JsonValue
    if isinstance(column, Time):
        return LocalTime
    return _CHOSEN.get((section.name, name), section.table.model_fields[name].annotation)


def _shape(section: Section) -> type[Shape]:
    """One row of a section; what is empty is left out of it."""
    columns = section.table.__table__.columns  # type: ignore[attr-defined]
    fields: dict[str, object] = {}
    for name in section.columns:
        kind = _kind(section, name)
        fields[name] = (Union[kind, None], None) if columns[name].nullable else (kind, ...)  # noqa: UP007 (known only now)
    for part in section.opened:
        fields[part.name] = (str | None, None)
    name = "Exported" + "".join(word.capitalize() for word in section.name.split("_"))
    made: type[Shape] = create_model(name, __base__=Shape, __doc__=section.means, **fields)  # type: ignore[call-overload]
    return made


_PARTS: dict[str, object] = {
    section.name: (list[_shape(section)], Field(description=section.means))  # type: ignore[misc]
    for section in SECTIONS
}
Export: type[Shape] = create_model(  # type: ignore[call-overload]
    "Export",
    __base__=Shape,
    __doc__="Everything that is kept of oneself, as it stood at one moment.",
    form=(ExportForm, ...),
    **_PARTS,
)
