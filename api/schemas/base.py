"""What schemas share: bodies that come in and shapes that go out, bounded texts, places, times.

Each has one verb: a body's `value()` is what a service takes, `shown()` makes a shape of what a service gives.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Protocol, Self, TypeVar, runtime_checkable

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from core import places, readable
from matching.words.values import Point, Window

Item = TypeVar("Item")
Value_co = TypeVar("Value_co", covariant=True)


@runtime_checkable
class HasValue(Protocol[Value_co]):
    """A body, or a part of one, that a service takes as a value."""

    def value(self) -> Value_co: ...


def value_of(part: HasValue[Value_co] | None) -> Value_co | None:
    """The value of a part that need not be there."""
    return None if part is None else part.value()


class Shape(BaseModel):
    """What goes out over the wire."""

    model_config = ConfigDict(ser_json_timedelta="iso8601")


Written = dict[str, object]
"""A shape that is written often, as a dictionary of its form."""


def _make_strict(schema: object) -> None:
    """Every number and every yes or no within, held to its type in JSON."""
    if isinstance(schema, dict):
        if schema.get("type") in ("int", "float", "bool"):
            schema["strict"] = True
        for part in schema.values():
            _make_strict(part)
    elif isinstance(schema, list):
        for part in schema:
            _make_strict(part)


class Given(BaseModel):
    """What comes in over the wire. An unknown field is a mistake worth hearing about.

    Numbers are numbers and yes is `true`: `"3"` and `1` in their place are refused. Ids, times and words are texts
    in JSON, and read from them.
    """

    model_config = ConfigDict(extra="forbid", strict=False)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schema = handler(source)
        _make_strict(schema)
        return schema

    def sent(self) -> dict[str, Any]:  # each schema has fields of its own
        """The fields that were sent, each as the value that a service takes: what edits are made of."""
        return {name: _plain(getattr(self, name)) for name in self.model_fields_set}


def _plain(sent: object) -> object:
    if isinstance(sent, list):
        return [_plain(part) for part in sent]
    return sent.value() if isinstance(sent, Given) and isinstance(sent, HasValue) else sent


def each_once(words: Sequence[Item] | None) -> list[Item] | None:
    """Words in the order in which they first came."""
    return None if words is None else list(dict.fromkeys(words))


def refuse(code: str, **context: object) -> PydanticCustomError:
    """A refusal with a code of ours."""
    return PydanticCustomError("minka", "{code}", {"code": code, **context})


def _no_control(text: str) -> str:
    if readable.has_control(text):
        raise refuse("wrong_value")
    return text


def _readable(text: str) -> str:
    """A text as others read it (`core.readable`), of which something is seen."""
    return readable.text(_seen(text))


def _one_line(text: str) -> str:
    return readable.line(_seen(text))


def _seen(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise refuse("wrong_value") from error
    if text and not any(map(readable.is_seen, _no_control(text))):
        raise refuse("too_short", least=1)
    return text


def _with_dashes(tag: object) -> object:
    """A language tag as RFC 5646 writes it, also where a system wrote `es_MX`."""
    return tag.replace("_", "-") if isinstance(tag, str) else tag


def _in_range(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2200:
        raise refuse("out_of_range")
    return at.astimezone(UTC)


def _day_in_range(day: date) -> date:
    if not 2000 <= day.year <= 2200:
        raise refuse("out_of_range")
    return day


def _local(at: time) -> time:
    if at.tzinfo is not None:
        raise refuse("not_a_time")
    return at


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(_one_line)
]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_readable)
]
Words = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]+$")]
Language = Annotated[
    str,
    BeforeValidator(_with_dashes),
    StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", max_length=35),
]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
Day = Annotated[date, AfterValidator(_day_in_range)]
LocalTime = Annotated[
    time,
    AfterValidator(_local),
    WithJsonSchema(  # JSON Schema's own format "time" demands a zone
        {
            "type": "string",
            "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
            "examples": ["22:00"],
            "description": "A time of day where the person lives.",
        }
    ),
]
Sought = Annotated[str, StringConstraints(max_length=80), AfterValidator(_one_line)]
"""Words to look for."""


def cell_name(cell: int | None) -> str | None:
    """A shown cell as it goes over the wire."""
    return None if cell is None else places.name(cell)


class Place(Given):
    """Where: a point, or an H3 cell. The exact point is sealed; others see the shown cell around it, or the cell
    that was named in place of a point.
    """

    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False, examples=[42.731])
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False, examples=[-84.551])
    cell: str | None = Field(None, max_length=16)

    @model_validator(mode="after")
    def _one_of_both(self) -> "Place":
        point = self.lat is not None and self.lon is not None
        if point == (self.cell is not None) or (self.lat is None) != (self.lon is None):
            raise refuse("place_needed")
        if self.cell is not None:
            try:
                places.number(self.cell)
            except ValueError as error:
                raise refuse("wrong_value") from error
        return self

    def value(self) -> Point | int:
        """A point, or the cell that was named in place of one."""
        if self.cell is not None:
            return places.number(self.cell)
        assert self.lat is not None
        assert self.lon is not None
        return Point(self.lat, self.lon)


class Spot(Given):
    """An exact point."""

    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)

    def value(self) -> Point:
        return Point(self.lat, self.lon)


class WindowIn(Given):
    """A stretch of time."""

    from_: Moment = Field(alias="from")
    to: Moment

    @model_validator(mode="after")
    def _forwards(self) -> "WindowIn":
        if self.to <= self.from_:
            raise refuse("ends_before_it_starts")
        return self

    def value(self) -> Window:
        return Window(self.from_, self.to)


class WindowOut(Shape):
    from_: datetime = Field(serialization_alias="from")
    to: datetime

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class SpotOut(Shape):
    lat: float
    lon: float

    @classmethod
    def shown(cls, point: Point) -> Self:
        return cls(lat=point.lat, lon=point.lon)
