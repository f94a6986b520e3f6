"""The description as a page for people: made here, of the description alone, with nothing loaded from anywhere."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.description.parts import Json

PATH = "/docs"
_HERE = Path(__file__).parent
_CSS = (_HERE / "reading.css").read_text(encoding="utf-8").strip()
_CSS_HASH = b64encode(sha256(_CSS.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_CSS_HASH}'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-cache",
}


def show_at(app: FastAPI) -> None:
    """Shows the description of this app at `/docs`."""
    drawn: list[str] = []

    def docs(request: Request) -> Response:  # noqa: ARG001 (the framework's form)
        if not drawn:
            drawn.append(draw(app.openapi()))
        return Response(drawn[0], headers=HEADERS, media_type="text/html; charset=utf-8")

    app.add_route(PATH, docs, include_in_schema=False)


def draw(description: Json) -> str:
    """The whole page: every call by chapter, and what bodies and answers are made of."""
    rooms = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rooms.filters |= {"kind": kind, "marked": marked}
    return rooms.get_template("reading.html").render(
        info=description["info"],
        chapters=list(_chapters(description)),
        schemas=description["components"]["schemas"],
        css=_CSS,
    )


def marked(text: str) -> Markup:
    """A text in which `code` is drawn as such."""
    parts = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts)
    )


def kind(schema: Json) -> Markup:
    """What a value is, in words; a schema of its own as a link to it."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return Markup('<a href="#{0}">{0}</a>').format(name)
    for several, between in (("anyOf", " or "), ("oneOf", " or "), ("allOf", " and ")):
        if several in schema:
            return escape(between).join(kind(part) for part in schema[several])
    if "enum" in schema or "const" in schema:
        return _listed(schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return Markup("list of {}").format(kind(schema.get("items", {})))
    form = schema.get("format") or schema.get("pattern")
    named = str(schema.get("type", "anything"))
    return Markup("{} ({})").format(named, form) if form else escape(named)


def _listed(words: Iterable[object]) -> Markup:
    return Markup(", ").join(Markup("<code>{}</code>").format(word) for word in words)


def _chapters(description: Json) -> Iterator[tuple[Json, list[tuple[str, str, Json]]]]:
    """Each chapter with its calls: method, path, and what is said of it."""
    calls = [
        (method.upper(), path, operation)
        for path, item in description["paths"].items()
        for method, operation in item.items()
    ]
    for chapter in description["tags"]:
        yield chapter, [call for call in calls if chapter["name"] in call[2]["tags"]]
