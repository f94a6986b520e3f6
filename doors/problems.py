"""Every error leaves as RFC 9457 problem+json, in the caller's language, with what to do next."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from core import errors
from core.crypto.epochs import NotHeld
from core.errors import Problem
from doors import database_problems, languages, refused_calls, safe_headers, writes
from doors.measured import REFUSALS, route_of
from texts import catalogue, nobody_here
from texts.times import how_long

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_BY_STATUS: Mapping[int, type[Problem] | tuple[int, str]] = {
    404: errors.NotFound,
    400: errors.Malformed,
    401: errors.Unauthorized,
    405: (405, "method_not_allowed"),
    413: (413, "too_large"),
    415: (415, "unsupported_media_type"),
}

_FIELD_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "wrong_value",
    "string_unicode": "wrong_value",
    "string_too_short": "too_short",
    "too_long": "too_many",
    "too_short": "missing",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "greater_than": "out_of_range",
    "less_than": "out_of_range",
    "finite_number": "out_of_range",
    "enum": "wrong_value",
    "literal_error": "wrong_value",
    "uuid_parsing": "not_an_id",
    "uuid_type": "not_an_id",
    "datetime_parsing": "not_a_time",
    "datetime_from_date_parsing": "not_a_time",
    "datetime_type": "not_a_time",
    "timezone_aware": "not_a_time",
    "time_parsing": "not_a_time",
    "date_from_datetime_parsing": "not_a_time",
}


_BOUNDS = {
    "ge": "least",
    "min_length": "least",
    "le": "most",
    "max_length": "most",
    "gt": "above",
    "lt": "below",
}
"""The bounds of a field, by what the schemas' library calls them and by what an error says."""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as its reader is told of it, with the headers that go with it."""

    title: str
    detail: str
    problem: Problem
    locale: str
    headers: Mapping[str, str]


Draws = Callable[[Request, Told], Response | None]
"""Draws a problem where whoever calls looks at a page; None where they do not."""


def on_page(request: Request, told: Told) -> Response | None:
    """The problem as a page, where the application has pages and this call is for one."""
    draws: Draws | None = getattr(request.app.state, "draws_problems", None)
    return draws(request, told) if draws is not None else None


def answer(request: Request, problem: Problem) -> Response:
    """A problem as a response."""
    REFUSALS.labels(problem.code).inc()
    refused_calls.note(problem)
    locale = languages.of(request)
    extra = dict(problem.extra)
    title = catalogue.say(f"problem.{problem.code}.title", locale)
    detail = detail_of(problem, locale)
    extra.pop("told_to_helper", None)
    if "errors" in extra:
        extra["errors"] = [with_detail(error, locale) for error in extra["errors"]]
    headers = {"Cache-Control": "no-store", "Content-Language": locale, **writes.headers(request)}
    if "retry_after" in extra:
        headers["Retry-After"] = str(extra.pop("retry_after"))
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    drawn = on_page(request, Told(title, detail, problem, locale, headers))
    if drawn is not None:
        return drawn
    body = {
        "type": f"urn:minka:problem:{problem.code}",
        "title": title,
        "status": problem.status,
        "detail": detail,
        "code": problem.code,
    }
    return Response(orjson.dumps(body | extra, default=str), problem.status, headers, MEDIA_TYPE)


def detail_of(problem: Problem, locale: str) -> str:
    """What went wrong, and what to do next, in a sentence or two."""
    extra = problem.extra
    if "reason" in extra:
        prefix = "reason" if extra.get("told_to_helper") else "reason_other"
        return catalogue.say_or(f"{prefix}.{extra['reason']}", locale, "reason.not_available")
    if "nearest" in extra:
        return nobody_here.sentence(extra["nearest"], extra["emergency"], locale)
    if "why" in extra:
        return catalogue.say(f"problem.{problem.code}.{extra['why']}", locale)
    told = extra | ({"retry_after": how_long(extra["retry_after"], locale)} if "retry_after" in extra else {})
    return catalogue.say(f"problem.{problem.code}.detail", locale, **told)


def with_detail(error: Mapping[str, object], locale: str) -> dict[str, object]:
    """One of the fields that are wrong, with a sentence about it."""
    params = {name: value for name, value in error.items() if name not in ("pointer", "parameter", "code")}
    bound = next((name for name in params if name in _BOUNDS.values()), None)
    named, usual = f"bound.{error['code']}.{bound}", f"field.{error['code']}"
    detail = catalogue.say_or(named, locale, usual, **params)
    return {**error, "detail": detail}


def of_validation(found: Sequence[ErrorDetails]) -> Problem:
    """What a schema refused, field by field; a body that is no JSON at all is malformed."""
    if any(error["type"] == "json_invalid" for error in found):
        return errors.Malformed()
    problem = Problem("invalid")
    problem.status = 422
    problem.extra = {"errors": [_field(error) for error in found]}
    return problem


def _field(error: ErrorDetails) -> dict[str, object]:
    """Where something is wrong, what, and the bound it broke, as far as it is a number."""
    source, *path = error["loc"]
    context = error.get("ctx", {})
    code = context.get("code") or _FIELD_CODES.get(error["type"], "wrong_type")
    bounds = {_BOUNDS[name]: bound for name, bound in context.items() if name in _BOUNDS}
    if source == "body":
        return {"pointer": "".join(f"/{_escaped(part)}" for part in path), "code": code, **bounds}
    return {
        "parameter": str(path[0]),
        "code": code,
        **bounds,
    }  # of a list its name, whichever of them is wrong


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def install(app: FastAPI) -> None:
    """Nobody ever sees a framework's default body or a stack trace."""

    @app.exception_handler(Problem)
    def _problem(request: Request, error: Problem) -> Response:
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    def _validation(request: Request, error: RequestValidationError) -> Response:
        return answer(request, of_validation(error.errors()))

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        response = answer(request, _of_status(error.status_code))
        response.headers.update(error.headers or {})
        if error.status_code == 405:
            response.headers["Allow"] = ", ".join(_methods(request))
        return response

    @app.exception_handler(ClientDisconnect)
    def _gone(request: Request, error: ClientDisconnect) -> Response:  # noqa: ARG001 (the framework's form)
        """Nobody is there any more to be answered; lines drop every day, and are no error of ours."""
        return Response(status_code=400)

    @app.exception_handler(DBAPIError)
    @app.exception_handler(PoolTimeout)
    def _database(request: Request, error: DBAPIError | PoolTimeout) -> Response:
        return answer(request, database_problems.of(error, f"{request.method} {route_of(request.scope)}"))

    @app.exception_handler(NotHeld)
    def _not_held(request: Request, error: NotHeld) -> Response:
        """This process has not been shown an epoch yet; it looks for it again, and others have it."""
        log.error("%s: put its file into MINKA_KEYS", error)
        return answer(request, errors.Unavailable(retry_after=5))

    @app.exception_handler(Exception)
    def _anything(request: Request, error: Exception) -> Response:
        log.exception("unexpected: %s %s", request.method, route_of(request.scope), exc_info=error)
        return safe_headers.on(request, answer(request, Problem()))


def _methods(request: Request) -> list[str]:
    """Every method that this path knows: each is a route of its own, and the framework names one of them. A word that
    is spelled out in an address is not what another route takes for an id.
    """
    matching = [route for route in request.app.state.routes if route.path_regex.match(request.url.path)]
    fewest = min((len(route.param_convertors) for route in matching), default=0)
    found = {
        method for route in matching if len(route.param_convertors) == fewest for method in route.methods
    }
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def _of_status(status: int) -> Problem:
    known = _BY_STATUS.get(status)
    if isinstance(known, type):
        return known()
    problem = Problem(known[1] if known else "internal")
    problem.status = known[0] if known else status
    return problem
