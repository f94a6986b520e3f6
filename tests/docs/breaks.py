"""What in an API's description breaks a client that was made from an earlier one, and what CHANGELOG says of it.

No break: a new route, a new field of an answer, a new optional field of a body, a new word in a list of words, a
wider limit (told to app developers in docs/for-apps.md, "What may change").
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

Json = Mapping[str, Any]

PREFIX = "#/components/schemas/"
UPPER = ("maxLength", "maxItems", "maximum", "exclusiveMaximum")
LOWER = ("minLength", "minItems", "minimum", "exclusiveMinimum")
METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})


class Way(Enum):
    """Which way a value goes: what comes in may not be asked for more, what goes out may not hold less."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """`where` is the code under which CHANGELOG names it: `NeedOut.title`, `GET /v1/needs status`."""

    where: str
    what: str


def breaks(before: Json, after: Json) -> list[Break]:
    """What breaks a client made from `before` when it meets `after`, each once, in order. Empty: nothing does."""
    comparison = _Comparison(before, after)
    return sorted({*comparison.of_operations(), *comparison.of_names()})


def named(changelog: str, version: str) -> set[str]:
    """The codes that CHANGELOG lists under *Breaks* in sections newer than this version's.

    An item names one thing or several, and goes on as it likes: "- `NeedOut.title`, `NeedOut.details`: why".
    """
    newer = re.split(rf"^## \[?v?{re.escape(version)}\b", changelog, maxsplit=1, flags=re.MULTILINE)[0]
    sections = re.findall(r"^### Breaks\n(.*?)(?=^##|\Z)", newer, re.MULTILINE | re.DOTALL)
    items = re.findall(r"^- (`[^`]+`(?:, `[^`]+`)*)", "\n".join(sections), re.MULTILINE)
    return {code for item in items for code in re.findall(r"`([^`]+)`", item)}


class _Comparison:
    """Two descriptions side by side. A named schema is compared under its name, wherever it is used."""

    def __init__(self, before: Json, after: Json) -> None:
        self.before, self.after = before, after
        self.shapes: Json = before["components"]["schemas"]
        self.shapes_now: Json = after["components"]["schemas"]
        self.renamed: dict[str, str] = {}

    def of_operations(self) -> Iterator[Break]:
        for path, item in self.before["paths"].items():
            for method in item.keys() & METHODS:
                where = f"{method.upper()} {path}"
                now = self.after["paths"].get(path, {}).get(method)
                if now is None:
                    yield Break(where, "is gone")
                else:
                    yield from self._of_operation(where, item[method], now)

    def of_names(self) -> Iterator[Break]:
        """Clients have a class for each named schema, so that the name counts, too; call `of_operations` first."""
        for way, names in _used(self.before).items():
            for name in sorted(
                sorted(names), key=self.shapes_now.__contains__, reverse=True
            ):  # renames are known last
                if name not in self.shapes_now:
                    yield Break(name, "is gone, or has another name")
                now = self.shapes_now.get(self.renamed.get(name, name))
                if now is not None:
                    yield from self._of_schema(name, self.shapes[name], now, way)

    def _of_operation(self, where: str, before: Json, after: Json) -> Iterator[Break]:
        if before.get("operationId") != after.get("operationId"):
            yield Break(where, f"is called {after.get('operationId')}")
        yield from self._of_parameters(where, before.get("parameters", ()), after.get("parameters", ()))
        yield from self._of_body(f"{where} body", before.get("requestBody"), after.get("requestBody"))
        for status, answer in before["responses"].items():
            if not status.startswith("2"):
                continue
            now = after["responses"].get(status)
            if now is None:
                yield Break(f"{where} {status}", "is answered no more")
            else:
                contents = answer.get("content", {}), now.get("content", {})
                yield from self._of_content(f"{where} {status}", *contents, Way.OUT)

    def _of_parameters(self, where: str, before: Sequence[Json], after: Sequence[Json]) -> Iterator[Break]:
        were = {(p["in"], p["name"]): p for p in before}
        now = {(p["in"], p["name"]): p for p in after}
        for (kind, name), parameter in were.items():
            if (kind, name) in now:
                schemas = parameter["schema"], now[kind, name]["schema"]
                yield from self._of_schema(f"{where} {name}", *schemas, Way.IN)
            else:
                yield Break(f"{where} {name}", f"is no {kind} parameter any more")
        for key, parameter in now.items():
            if parameter.get("required") and not were.get(key, {}).get("required"):
                yield Break(f"{where} {key[1]}", "is required")

    def _of_body(self, where: str, before: Json | None, after: Json | None) -> Iterator[Break]:
        if after is not None and after.get("required") and not (before or {}).get("required"):
            yield Break(where, "is required")
        if before is not None:
            yield from self._of_content(where, before["content"], (after or {}).get("content", {}), Way.IN)

    def _of_content(self, where: str, before: Json, after: Json, way: Way) -> Iterator[Break]:
        for media_type, content in before.items():
            if media_type in after:
                schemas = content.get("schema", {}), after[media_type].get("schema", {})
                yield from self._of_schema(where, *schemas, way)
            else:
                yield Break(where, f"is no {media_type} any more")

    def _of_schema(self, where: str, before: Json, after: Json, way: Way) -> Iterator[Break]:
        were, now = _alternatives(before), _alternatives(after)
        if "string" in were:
            _spell_out(now, self.shapes_now)
        self._rename(were, now)
        if way is Way.IN and before.get("default") != after.get("default"):
            yield Break(where, f"is {after.get('default')!r} where it is left out")
        if "anything" in (now if way is Way.IN else were):
            return
        for kind in were.keys() - now.keys() if way is Way.IN else now.keys() - were.keys():
            yield Break(where, f"is not taken as {kind}" if way is Way.IN else f"may be {kind}")
        for kind in were.keys() & now.keys():
            yield from self._of_kind(where, were[kind], now[kind], way)

    def _rename(self, were: dict[str, Json], now: dict[str, Json]) -> None:
        """A name that is gone and one that is new, at the same place: told once, by the name that is gone."""
        gone = [kind for kind in were if kind in self.shapes and kind not in self.shapes_now]
        new = [kind for kind in now if kind in self.shapes_now and kind not in self.shapes]
        for old, name in zip(gone, new, strict=False):
            self.renamed[old] = name
            now[old] = now.pop(name)

    def _of_kind(self, where: str, before: Json, after: Json, way: Way) -> Iterator[Break]:
        yield from _of_words(where, before, after, way)
        tighter, looser = (after, before) if way is Way.IN else (before, after)
        rules = ("format", "pattern") if before.get("type") == "string" else ()
        for rule in rules:
            if tighter.get(rule) is not None and tighter.get(rule) != looser.get(rule):
                yield Break(where, f"has another {rule}")
        if way is Way.IN:
            yield from _of_bounds(where, before, after)
        if "items" in before:
            yield from self._of_schema(f"{where}[]", before["items"], after.get("items", {}), way)
        if before.get("type") == "object":
            yield from self._of_object(where, before, after, way)

    def _of_object(self, where: str, before: Json, after: Json, way: Way) -> Iterator[Break]:
        were, now = before.get("properties", {}), after.get("properties", {})
        for name, schema in were.items():
            if name in now:
                yield from self._of_schema(f"{where}.{name}", schema, now[name], way)
            else:
                yield Break(f"{where}.{name}", "is gone")
        needed, needed_now = set(before.get("required", ())), set(after.get("required", ()))
        for name in needed_now - needed if way is Way.IN else (needed - needed_now) & now.keys():
            yield Break(f"{where}.{name}", "is required" if way is Way.IN else "may be missing")
        rest, rest_now = before.get("additionalProperties", True), after.get("additionalProperties", True)
        if way is Way.IN and rest is not False and rest_now is False:
            yield Break(where, "takes no other fields any more")
        elif isinstance(rest, Mapping) and isinstance(rest_now, Mapping):
            yield from self._of_schema(f"{where}.*", rest, rest_now, way)


def _of_words(where: str, before: Json, after: Json, way: Way) -> Iterator[Break]:
    were, now = _words(before), _words(after)
    if were is not None and now is not None:
        for word in were - now:
            yield Break(f"{where}.{word}", "is no word of it any more")
    elif (now if way is Way.IN else were) is not None:
        yield Break(where, "has other words")


def _of_bounds(where: str, before: Json, after: Json) -> Iterator[Break]:
    for rules, sign in ((UPPER, 1), (LOWER, -1)):
        for rule in rules:
            if rule in after and (rule not in before or sign * after[rule] < sign * before[rule]):
                yield Break(where, f"has a tighter {rule}")


def _words(schema: Json) -> frozenset[str] | None:
    words = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return frozenset(words) if words is not None else None


def _alternatives(schema: Json) -> dict[str, Json]:
    """What a value may be, by the name or the type of each kind."""
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        return {kind: one for branch in branches for kind, one in _alternatives(branch).items()}
    name = _name(schema)
    if name is not None:
        return {name: {}}
    types = schema.get("type", "anything")
    return dict.fromkeys(types if isinstance(types, list) else [types], schema)


def _spell_out(kinds: dict[str, Json], shapes: Json) -> None:
    """A list of words under a name is taken for the texts it stands for: where a text was, one still is."""
    for name in [kind for kind in kinds if "enum" in shapes.get(kind, {})]:
        kinds.pop(name)
        kinds["string"] = shapes[name]


def _name(schema: Json) -> str | None:
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith(PREFIX):
        return None
    return reference.removeprefix(PREFIX)


def _used(description: Json) -> dict[Way, set[str]]:
    """The named schemas that come in, and those that go out, by whatever way."""
    found: dict[Way, set[str]] = {Way.IN: set(), Way.OUT: set()}
    for item in description["paths"].values():
        for operation in item.values():
            _reach(description, operation.get("requestBody"), found[Way.IN])
            _reach(description, operation.get("parameters"), found[Way.IN])
            _reach(description, operation["responses"], found[Way.OUT])
    return found


def _reach(description: Json, part: object, found: set[str]) -> None:
    if isinstance(part, list):
        for one in part:
            _reach(description, one, found)
    elif isinstance(part, dict):
        name = _name(part)
        if name is not None and name not in found:
            found.add(name)
            _reach(description, description["components"]["schemas"][name], found)
        elsewhere = str(part.get("$ref", "")).removeprefix("#/components/responses/")
        _reach(description, description["components"].get("responses", {}).get(elsewhere), found)
        for one in part.values():
            _reach(description, one, found)
