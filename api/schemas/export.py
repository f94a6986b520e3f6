"""An export over the wire: a shape for each section, made of what the section holds."""

from typing import Literal, Union

from pydantic import Field, JsonValue, create_model
from sqlalchemy import JSON

from api.schemas.base import Shape
from core.models.columns import Kept
from services.exporting.section import Section
from services.exporting.sections import SECTIONS
from services.exporting.whole import FORM


def _shape(section: Section) -> type[Shape]:
    """One row of a section; what is empty is left out of it."""
    columns = section.table.__table__.columns  # type: ignore[attr-defined]
    fields: dict[str, object] = {}
    for name in section.columns:
        column = columns[name]
        kind = (
            JsonValue if isinstance(column.type, JSON | Kept) else section.table.model_fields[name].annotation
        )
        fields[name] = (Union[kind, None], None) if column.nullable else (kind, ...)  # noqa: UP007 (known only now)
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
    form=(Literal[FORM], ...),
    **_PARTS,
)
