"""What was refused, as a form tells it that is shown again: at the field where that is known, else as a whole."""

from collections.abc import Mapping

from core.errors import Problem
from doors import problems, refused_calls
from web.reader import Reader


def at_fields(reader: Reader, problem: Problem | None) -> dict[str, str]:
    """Sentences by the name of the field that is wrong; empty where none is named, or nothing was refused.

    A form's fields are called as what the service was given: `currency` of `/cost/currency`, `exclude` of
    `/criteria/exclude/0`.
    """
    if problem is None:
        return {}
    refused_calls.note(problem)
    errors: list[Mapping[str, object]] = problem.extra.get("errors", [])
    told = [problems.with_detail(error, reader.locale) for error in errors]
    return {_field(str(error["pointer"])): str(error["detail"]) for error in told}


def sentence(reader: Reader, problem: Problem) -> str:
    """What went wrong, and what to do next: of the first field that is wrong, else of the whole."""
    return next(iter(at_fields(reader, problem).values()), None) or problems.detail_of(problem, reader.locale)


def _field(pointer: str) -> str:
    """The last of its words that is no number in a list."""
    words = [word for word in pointer.split("/") if word and not word.isdecimal()]
    return words[-1] if words else ""
