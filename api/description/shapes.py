"""Schemas as generators take them: lists of words under names of their own, numbers of a known width, no default that
is an object. What they allow is what they allowed before.
"""

from api.description.parts import SCHEMAS, Json, within
from api.schemas.words import MEANING, NAME

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def tidy(description: Json) -> None:
    """Goes over every schema of the description."""
    for part in list(within(description)):
        for field in part.get("properties", {}).values() if isinstance(part.get("properties"), dict) else ():
            _plain(field)
        if "in" in part and "schema" in part:
            _plain(part["schema"])
        _with_width(part)
        _with_open_names(part)
    _name_words(description)


def _plain(field: Json) -> None:
    """No title that only repeats a field's name; and where all parts have defaults, those say it, not the whole."""
    field.pop("title", None)
    if isinstance(field.get("default"), dict):
        del field["default"]


def _with_width(schema: Json) -> None:
    """Numbers are doubles; whole ones have 32 bits unless they say themselves that it takes 64."""
    match schema.get("type"):
        case "number":
            schema.setdefault("format", "double")
        case "integer":
            schema |= {name: int(schema[name]) for name in _BOUNDS if name in schema}
            schema.setdefault("format", "int32")


def _with_open_names(schema: Json) -> None:
    """An object whose names all follow one pattern: said of the names, for generators that know no patterns of them."""
    patterns = schema.get("patternProperties")
    if patterns is not None and len(patterns) == 1:
        [(pattern, value)] = patterns.items()
        del schema["patternProperties"]
        schema["additionalProperties"] = value
        schema["propertyNames"] = {**schema.get("propertyNames", {}), "pattern": pattern}


def _name_words(description: Json) -> None:
    """Each list of words becomes a schema of its own. Raises ValueError where two of one name differ."""
    schemas = description["components"]["schemas"]
    for part in [one for one in within(description) if NAME in one]:
        name, meaning = part.pop(NAME), part.pop(MEANING)
        named = {"type": "string", "enum": part.pop("enum"), "title": name, "description": meaning}
        if schemas.setdefault(name, named) != named:
            raise ValueError(f"two lists of words are called {name}")
        for rule in ("type", "title", "maxLength", "pattern"):
            part.pop(rule, None)
        part["$ref"] = SCHEMAS + name
