"""What was refused, as a form tells it that is shown again: at the field where that is known, else as a whole."""

from collections.abc import Mapping

from core.errors import Problem
from doors import problems
from web.reader import Reader


def at_fields(reader: Reader, problem: Problem) -> dict[str, str]:
    """Sentences by the name of the field that is wrong (`address` of `/address`); empty where none is named."""
    errors: list[Mapping[str, object]] = problem.extra.get("errors", [])
    told = [problems.with_detail(error, reader.locale) for error in errors]
    return {str(error["pointer"]).strip("/").partition("/")[0]: str(error["detail"]) for error in told}


def sentence(reader: Reader, problem: Problem) -> str:
    """What went wrong, and what to do next: of the first field that is wrong, else of the whole."""
    return next(iter(at_fields(reader, problem).values()), None) or problems.detail_of(problem, reader.locale)
