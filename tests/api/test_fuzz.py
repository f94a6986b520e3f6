"""Whatever is sent: no 5xx, and no answer that the description does not hold. Cases made by schemathesis.

A short run with a fixed seed here; `MINKA_FUZZ_CASES` makes it as long as wanted (`make fuzz`).
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.full_community import ROLES, FullCommunity

CASES = int(os.environ.get("MINKA_FUZZ_CASES", "150"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
WHERE = {
    "community_id": ["community", "elsewhere"],
    "need_id": ["need", "public", "whispered", "quarrel", "theirs"],
    "offer_id": ["offer", "asked_offer", "stranger_offer"],
    "match_id": ["proposed", "accepted", "matched", "disputed"],
    "person_id": ["member"],
    "organisation_id": ["organisation"],
    "block_id": ["block"],
    "decision_id": ["decision"],
    "appeal_id": ["appeal"],
    "installation_id": ["device"],
}
"""Path parameters, and what there is that they may name: else nearly every call would end at a 404."""


@pytest.fixture(scope="module")
def served_operations(kept_community: FullCommunity) -> list[APIOperation[Any, Any, Any, Any]]:
    schema = schemathesis.openapi.from_url(f"{kept_community.http.base_url}/openapi.json")
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return [operation for operation in found if operation.path != "/readyz"]


@pytest.fixture(scope="module")
def line() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def test_no_case_gets_a_5xx_or_an_answer_outside_the_description(
    kept_community: FullCommunity,
    served_operations: list[APIOperation[Any, Any, Any, Any]],
    line: requests.Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every answer is validated as it comes; the first that the description does not hold raises."""
    monkeypatch.setattr(kept_community.database, "limits", 1_000_000)

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def run(data: st.DataObject) -> None:
        operation = data.draw(st.sampled_from(served_operations))
        mode = data.draw(st.sampled_from(GenerationMode))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        for name in set(case.path_parameters or ()) & WHERE.keys():
            if data.draw(st.integers(0, 9)):
                case.path_parameters[name] = kept_community.ids[data.draw(st.sampled_from(WHERE[name]))]
        role = data.draw(st.sampled_from(ROLES))
        signed = {} if role == "anonymous" else kept_community.people[role].headers
        with kept_community.database.undone():
            answer = case.call(base_url=str(kept_community.http.base_url), session=line, headers=signed)
        case.validate_response(answer, checks=CHECKS)

    run()
