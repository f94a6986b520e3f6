"""The whole description: what FastAPI finds by itself, and what the rules of this package add to every part of it."""

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from api.description import answers, calls, links, reading_page, shapes
from api.description.chapters import ABOUT, CHAPTERS, CONTACT, LICENCE, SERVERS
from api.description.examples import EXAMPLES
from api.description.parts import Json
from api.schemas.problems import Problem


def describe(app: FastAPI) -> None:
    """Replaces the generated description by a complete one, made once, and shows it to people."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = complete(_found(app))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    reading_page.show_at(app)


def _found(app: FastAPI) -> Json:
    return get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=ABOUT,
        routes=app.routes,
        openapi_version="3.1.0",
        tags=CHAPTERS,
        servers=SERVERS,
        contact=CONTACT,
        license_info=LICENCE,
    )


def complete(found: Json) -> Json:
    """The description with all that clients are made from; raises KeyError for a parameter that nobody explained."""
    components = found["components"]
    schemas = components["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, schema in _problem().items():
        schemas.setdefault(name, schema)  # parts that routes show, too, stay as those describe them
    for path, item in found["paths"].items():
        for method, operation in item.items():
            calls.explain(method, operation)
            answers.explain(path, method, operation, schemas)
    components |= {"headers": answers.HEADERS, "responses": answers.PROBLEMS, "links": links.connect(found)}
    for name, example in EXAMPLES.items():
        schemas[name]["examples"] = [example]
    shapes.tidy(found)
    components["schemas"] = dict(sorted(schemas.items()))
    return found


def _problem() -> Json:
    """Problems and their parts, each a schema of its own; no route names them as what it answers."""
    found = TypeAdapter(Problem).json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    return {**found.pop("$defs", {}), "Problem": found}
