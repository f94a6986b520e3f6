"""Clients in Swift and Dart, by their text: nothing here compiles them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.contract import tools

pytestmark = pytest.mark.contract

Json = Mapping[str, Any]
OBJECTS = {name: schema for name, schema in tools.SCHEMAS.items() if schema.get("type") == "object"}
PLAIN = re.compile(r'nil|true|false|-?[\d.]+|\[\]|"[^"]*"|\.\w+')
"""What a default in Swift may be: no object."""


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    return tools.generated("swift6", tmp_path_factory.mktemp("swift"))


@pytest.fixture(scope="module")
def dart(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    return tools.generated("dart-dio", tmp_path_factory.mktemp("dart"))


def fields(schema: Json) -> Iterator[tuple[str, bool, bool]]:
    """Each field: its name, whether it must be there, and whether it may be null."""
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        nullable = any(one.get("type") == "null" for one in part.get("anyOf", ()))
        yield name, name in required, nullable


def swift_models(swift: tuple[Path, list[str]]) -> Iterator[tuple[str, str]]:
    [folder] = swift[0].glob("Sources/*/Models")
    for file in folder.glob("*.swift"):
        yield file.stem, file.read_text(encoding="utf-8")


def dart_models(dart: tuple[Path, list[str]]) -> Iterator[tuple[str, str]]:
    for file in (dart[0] / "lib" / "src" / "model").glob("*.dart"):
        text = file.read_text(encoding="utf-8")
        if "abstract class" in text:
            yield re.findall(r"abstract class (\w+)", text)[0], text


def test_swift_and_dart_are_made_without_a_warning(
    swift: tuple[Path, list[str]], dart: tuple[Path, list[str]]
) -> None:
    assert swift[1] == []
    assert dart[1] == []


def test_no_shape_is_lost(swift: tuple[Path, list[str]], dart: tuple[Path, list[str]]) -> None:
    assert OBJECTS.keys() <= dict(swift_models(swift)).keys()
    assert OBJECTS.keys() <= dict(dart_models(dart)).keys()


def test_swift_fields_are_optional_where_the_description_says_so(swift: tuple[Path, list[str]]) -> None:
    models = dict(swift_models(swift))
    for name, schema in OBJECTS.items():
        text = models[name]
        keys = dict(re.findall(r"^        case (\S+?)(?: = \"(\w+)\")?$", text, re.MULTILINE))
        inner = {wire or own.strip("`"): own for own, wire in keys.items()}
        declared = dict(re.findall(r"^    public var (\S+): (.+?)(?: = .+)?$", text, re.MULTILINE))
        assert declared, f"{name} is empty"
        given = dict(
            re.findall(r"(\S+): [^,=()]+ = ([^,)]+)", text.partition("public init(")[2].partition(") {")[0])
        )
        for field, required, nullable in fields(schema):
            own = inner[field]
            assert declared[own].endswith("?") == (nullable or not required), f"{name}.{field}"
            assert (own in given) == (not required), f"{name}.{field}"
        assert [default for default in given.values() if not PLAIN.fullmatch(default.strip())] == [], name


def test_one_field_is_one_field_in_swift(swift: tuple[Path, list[str]]) -> None:
    """Whatever may be left out of an edit is nil unless it is named, and what is nil is not written."""
    models = dict(swift_models(swift))
    for name in tools.EDITS:
        given = models[name].partition("public init(")[2].partition(") {")[0]
        written = re.findall(r"container\.(\w+)\(\w+, forKey: \.(\w+)\)", models[name])
        for field, required, _ in fields(tools.SCHEMAS[name]):
            assert required or re.search(r": [^,]+\? = nil", given), f"{name}.{field}"
        optional = [how for how, _ in written if how == "encodeIfPresent"]
        assert len(optional) == sum(not required for _, required, _ in fields(tools.SCHEMAS[name])), name
        assert re.findall(r"= (?!nil)[^,)]+", given) == [], name


def test_dart_fields_are_optional_where_the_description_says_so(dart: tuple[Path, list[str]]) -> None:
    models = dict(dart_models(dart))
    for name, schema in OBJECTS.items():
        found = re.findall(
            r"@BuiltValueField\(wireName: r'(\w+)'\)\s+(.+?) get \w+;", models[name], re.MULTILINE
        )
        declared = dict(found)
        assert declared, f"{name} is empty"
        for field, required, nullable in fields(schema):
            assert declared[field].endswith("?") == (nullable or not required), f"{name}.{field}"


def test_no_default_in_dart_is_an_object(dart: tuple[Path, list[str]]) -> None:
    for name, text in dart_models(dart):
        for default in re.findall(
            r"\.\.\w+ = (.+?)[;\n]", text.partition("void _defaults(")[2].partition(";")[0]
        ):
            assert "{" not in default, name


def test_one_field_is_one_field_in_dart(dart: tuple[Path, list[str]]) -> None:
    models = dict(dart_models(dart))
    for name in tools.EDITS:
        assert re.search(r"static void _defaults\(\w+ b\) => b;", models[name]), name
        for field, required, _ in fields(tools.SCHEMAS[name]):
            if not required:
                assert re.search(rf"!= null\) {{\s+yield r'{field}';", models[name]), f"{name}.{field}"
