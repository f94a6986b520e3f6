"""What OpenAPI says of us beyond what FastAPI finds by itself: problems, keys of idempotency, tags of versions."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.answers.preconditions import DEMANDED, IF_MATCH

Json = dict[str, Any]  # JSON of any form
"""A description, or a part of one: nested as it comes from FastAPI."""

PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; texts are in the caller's language.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body."},
                    "parameter": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "current": {"type": "string"},
        "allowed": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": True,
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Any unique text. The same call with the same key has one effect and one answer, for 7 days.",
}
_MEANINGS = {
    "400": "Malformed",
    "401": "Not signed in",
    "403": "Seen, but not yours to do",
    "404": "Absent, or none of the caller's business",
    "409": "The state forbids it",
    "412": "Changed meanwhile",
    "413": "Too large",
    "415": "Not JSON",
    "422": "A field is wrong",
    "428": "If-Match is missing",
    "429": "Too many; see Retry-After",
    "503": "Not now; see Retry-After",
}


def describe(app: FastAPI) -> None:
    """Replaces the generated description by a complete one, made once."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    summary=app.summary,
                    routes=app.routes,
                    openapi_version="3.1.0",
                )
            )
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(schema: Json) -> Json:
    schemas = schema["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            operation["responses"].pop("422", None)
            for status in sorted({*_problems_of(path, method), *_of_precondition(operation)}):
                operation["responses"][status] = {
                    "description": _MEANINGS[status],
                    "content": {
                        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    },
                }
            if method in ("post", "patch") and not path.startswith("/v1/auth"):
                operation.setdefault("parameters", []).append(_KEY)
    return schema


def _of_precondition(operation: Json) -> list[str]:
    """What an edit answers whose `If-Match` is not as it should be, by what its route demands."""
    for parameter in operation.get("parameters", []):
        if parameter["name"] == IF_MATCH:
            parameter["schema"] = {"type": "string"}
            return ["412", "428"] if parameter["description"] == DEMANDED else ["412"]
    return []


def _problems_of(path: str, method: str) -> list[str]:
    if path in ("/healthz", "/v1/about"):
        return ["400", "413", "415"] if method != "get" else []
    if path == "/readyz":
        return ["503"]
    found = ["400", "401", "403", "404", "413", "415", "422", "429", "503"]
    if method in ("post", "put", "delete", "patch"):
        found.append("409")
    if method == "get" and path.endswith("/contact"):
        found.append("409")
    return found
