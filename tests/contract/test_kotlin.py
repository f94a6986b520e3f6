"""A client in Kotlin: its models compile, an edit of one field is one field in JSON, unknown words do no harm."""

import json
from pathlib import Path

import pytest

from tests.contract import tools

pytestmark = pytest.mark.contract

PACKAGE = Path("src/main/kotlin/org/openapitools/client")
GSON_ADAPTERS = (
    "ByteArrayAdapter",
    "LocalDateAdapter",
    "LocalDateTimeAdapter",
    "OffsetDateTimeAdapter",
    "Serializer",
)
"""Of the client's own workings those that stand on Gson alone; its calls need libraries that are not here."""
MAIN = """
import org.openapitools.client.infrastructure.Serializer
import org.openapitools.client.models.OfferEdit

fun main() {
    println(Serializer.gson.toJson(OfferEdit(stock = 9)))
    for (line in generateSequence(::readLine)) {
        val (name, json) = line.split("\\t")
        val model = Class.forName("org.openapitools.client.models." + name)
        println(Serializer.gson.toJson(Serializer.gson.fromJson(json, model)))
    }
}
"""


@pytest.fixture(scope="module")
def kotlin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    return tools.generated("kotlin", tmp_path_factory.mktemp("kotlin"), "serializationLibrary=gson")


@pytest.fixture(scope="module")
def compiled_models(kotlin: tuple[Path, list[str]]) -> Path:
    folder, _ = kotlin
    (folder / "Main.kt").write_text(MAIN, encoding="utf-8")
    own = folder / PACKAGE
    compiler = tools.installed() / "node_modules" / "kotlin-compiler" / "lib" / "kotlin-compiler.jar"
    tools.run(
        *("java", "-Xmx1500m", "-cp", compiler, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"),
        *("-nowarn", "-classpath", tools.GSON, "-d", folder / "classes"),
        *(own / "models", folder / "Main.kt"),
        *(own / "infrastructure" / f"{name}.kt" for name in GSON_ADAPTERS),
    )
    return folder / "classes"


def ran(classes: Path, lines: list[tuple[str, object]]) -> list[object]:
    """What the models make of each object, read and written again; first of all the edit of one field."""
    library = tools.installed() / "node_modules" / "kotlin-compiler" / "lib" / "kotlin-stdlib.jar"
    given = "".join(f"{name}\t{json.dumps(value)}\n" for name, value in lines)
    said = tools.run("java", "-cp", f"{classes}:{tools.GSON}:{library}", "MainKt", given=given)
    return [json.loads(line) for line in said.splitlines()]


def test_kotlin_is_made_without_a_warning(kotlin: tuple[Path, list[str]]) -> None:
    assert kotlin[1] == []


def test_one_field_is_one_field_in_kotlin(compiled_models: Path) -> None:
    edits = [(name, {field: value}) for name, field, value in tools.one_by_one()]
    first, *others = ran(compiled_models, list(edits))
    assert first == {"stock": 9}
    for (name, sent), came in zip(edits, others, strict=True):
        assert came == sent, name


def test_a_word_that_came_later_harms_no_kotlin_client(compiled_models: Path) -> None:
    schema = tools.SCHEMAS["OwnMatchOut"]
    match = {field: tools.something(schema["properties"][field]) for field in schema["required"]}
    [_, came] = ran(compiled_models, [("OwnMatchOut", match | {"status": "something_new"})])
    assert isinstance(came, dict)
    assert came["id"] == match["id"]
