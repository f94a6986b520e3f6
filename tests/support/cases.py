"""Cases of a call, made by schemathesis before any of them is sent."""

from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation


def cases_of(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, many: int, number: int
) -> list[Case[Any]]:
    """So many cases of a call, fewer where there are no more; such as fit, where none can be made that do not. The same
    for the same number."""
    made: list[Case[Any]] = []

    @seed(number)
    @settings(
        max_examples=many + 1,  # the first is always the plainest
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def collect(case: Case[Any]) -> None:
        made.append(case)

    try:
        collect()
    except Unsatisfiable:
        return cases_of(operation, GenerationMode.POSITIVE, many, number)
    return made[-many:]


def copied(case: Case[Any]) -> Case[Any]:
    """The same case once more, so that what is put into one is not in the other."""
    made: Case[Any] = case.operation.Case(
        method=case.method,
        path_parameters=dict(case.path_parameters or {}),
        headers=case.headers,
        cookies=case.cookies,
        query=case.query,
        body=case.body,
        media_type=case.media_type,
    )
    return made


def one_of(chance: Random, body: Any) -> dict[str, Any]:
    """Now and then a field of a generated body, if it has any."""
    if not isinstance(body, dict) or not body or chance.random() < 0.5:
        return {}
    name = chance.choice(sorted(body))
    return {name: body[name]}
