"""What is answered: the headers of good answers, 304 where a tag is given, and problems, each under its status."""

from collections.abc import Iterator
from functools import cache
from itertools import chain

from api.answers.preconditions import DEMANDED, IF_MATCH
from api.description import calls
from api.description.parts import Json, names
from api.schemas.decisions import DecisionOut
from api.schemas.intakes import IntakeOut
from api.schemas.reports import ReportOut
from api.schemas.tagged import Tagged

MEANINGS = {
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
_UNTAGGED = frozenset({DecisionOut.__name__, IntakeOut.__name__, ReportOut.__name__})
"""Of what calls make: what no device is to keep, and so has no tag, but can be read where its answer says."""
_WRITES = ("post", "put", "patch", "delete")


def _header(means: str, example: str | int) -> Json:
    schema = {"type": "integer" if isinstance(example, int) else "string", "examples": [example]}
    return {"description": means, "schema": schema}


_TEXTS = {
    "Cache-Control": _header(
        "Whether a device may keep the answer if it asks each time (`no-cache`), or not at all (`no-store`).",
        "private, no-cache",
    ),
    "Content-Language": _header("The language of the sentences in it.", "en"),
    "ETag": _header(
        "What is answered, as one tag, in its quotes. Of a thing that can be edited it begins with the number of its "
        "edition: that is what `If-Match` compares.",
        '"7-3fa9c1d20b44"',
    ),
    "Location": _header("Where the new thing can be read.", "/v1/needs/01a1faa1-2c23-7654-9f11-22f2b28850a4"),
    "Link": _header(
        'Of a list the next page, as `rel="next"`; missing on the last. Of what can be taken back for ten seconds, '
        'where: `rel="take-back"`, to `POST`.',
        '</v1/needs?cursor=8x0>; rel="next"',
    ),
    "Idempotency-Replayed": _header("`true` where this answer was given before, to the same key.", "true"),
    "RateLimit-Policy": _header(
        "How many writes may come within how many seconds (draft-ietf-httpapi-ratelimit-headers).",
        '"writes";q=60;w=60',
    ),
    "RateLimit": _header(
        "How many writes may still come, and in how many seconds all of them again.", '"writes";r=59;t=1'
    ),
    "Retry-After": _header("After so many seconds it is worth another try.", 2),
    "WWW-Authenticate": _header("How to sign in.", "Bearer"),
}
_SOMETIMES = frozenset({"Link", "Idempotency-Replayed", "RateLimit-Policy", "RateLimit"})
"""What an answer carries only where there is something to say; the others are there wherever they are described."""


def _key(name: str) -> str:
    """A header's name as a component is called by."""
    return name.replace("-", "")


HEADERS: Json = {_key(name): {**said, "required": name not in _SOMETIMES} for name, said in _TEXTS.items()}
"""Every header that apps may go by, each described once."""


def _heads(*headers: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{_key(name)}"} for name in headers}


_ALWAYS = ("Cache-Control", "Content-Language")
_LIMITS = ("RateLimit-Policy", "RateLimit")
_OF_STATUS = {"401": ("WWW-Authenticate",), "429": ("Retry-After",), "503": ("Retry-After",)}
PROBLEMS: Json = {
    f"Problem{status}": {
        "description": meaning,
        "headers": _heads(*_ALWAYS, *_OF_STATUS.get(status, ()), *_LIMITS),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, meaning in MEANINGS.items()
}
"""What goes wrong, by status; the same everywhere."""


def explain(path: str, method: str, operation: Json, schemas: Json) -> None:
    """Adds to one operation what its answers carry, and what it answers when something is wrong."""
    answers = operation["responses"]
    answers.pop("422", None)  # FastAPI's own
    for status, answer in answers.items():
        answer["description"] = _GOOD[status]
        if operation["tags"] != ["Operations"]:
            headers = _heads(*_heads_of(method, operation, status, _things(answer, schemas)))
            answer["headers"] = headers | answer.get("headers", {})
    if "ETag" in answers.get("200", {}).get("headers", {}) and method == "get":
        answers["304"] = {
            "description": "As it was: see If-None-Match",
            "headers": _heads("ETag", "Cache-Control"),
        }
    for status in sorted({*_wrong(path, method, operation), *_of_precondition(operation)}):
        answers[status] = {"$ref": f"#/components/responses/Problem{status}"}


_GOOD = {"200": "Done, or found", "201": "Made", "202": "On its way", "204": "Done; nothing to say"}


def _things(answer: Json, schemas: Json) -> set[str]:
    """The named schemas that an answer is one of."""
    found = names(answer.get("content", {}))
    return found | {name for one in found for name in names(schemas[one].get("oneOf", ()))}


def _heads_of(method: str, operation: Json, status: str, shown: set[str]) -> Iterator[str]:
    """Which headers a good answer has: by method, by what is answered, and by who may call."""
    yield from _ALWAYS
    tagged = bool(shown & _tagged())
    if tagged or (method == "get" and status == "200"):
        yield "ETag"
    if status == "201" and (tagged or shown & _UNTAGGED):
        yield "Location"
    if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ())):
        yield "Link"
    if operation.get("operationId") in calls.TAKEN_BACK:
        yield "Link"
    if method in _WRITES and "security" in operation:
        yield from _LIMITS
    if calls.takes_a_key(method, operation):
        yield "Idempotency-Replayed"


def _below(kind: type[Tagged]) -> Iterator[type[Tagged]]:
    yield kind
    yield from chain.from_iterable(_below(one) for one in kind.__subclasses__())


@cache
def _tagged() -> frozenset[str]:
    """The shapes of single things that carry a tag; asked for once all routes, and so all shapes, are there."""
    return frozenset(kind.__name__ for kind in _below(Tagged))


def _of_precondition(operation: Json) -> list[str]:
    """What an edit answers whose `If-Match` is not as it should be, by what its route demands."""
    for parameter in operation.get("parameters", []):
        if parameter["name"] == IF_MATCH:
            return ["412", "428"] if parameter["description"] == DEMANDED else ["412"]
    return []


def _wrong(path: str, method: str, operation: Json) -> list[str]:
    """What any call of this kind may hear."""
    if path in ("/healthz", "/v1/about"):
        return []
    if path == "/readyz":
        return ["503"]
    found = ["400", "404", "413", "415", "422", "429", "503"]
    found += ["401", "403"] if "security" in operation or method == "post" else []
    return found if method == "get" and not path.endswith("/contact") else [*found, "409"]
