"""Answers as they leave, by those who know HTTP: nothing to find fault with in forty of them."""

import json
import time
from base64 import b64encode
from typing import Any

import httpx
import pytest

from tests.api.matrix import ROWS
from tests.contract import tools
from tests.support.full_community import FullCommunity

pytestmark = pytest.mark.contract

MANY = 40
MEANT = {"CC_CONFLICTING", "CREATED_WITHOUT_LOCATION"}
"""`private, no-store`: the first word is for caches that do not know the second. And what is shown once can be read
nowhere again: `test_manners` names which those are.
"""
LINT = """
import base64, json, sys
from httplint.message import HttpRequestLinter, HttpResponseLinter
from httplint.note import levels
for one in json.load(sys.stdin):
    asked = HttpRequestLinter(start_time=one["at"])
    asked.process_request_topline(one["method"].encode(), one["url"].encode(), b"HTTP/1.1")
    asked.process_headers([(name.encode(), value.encode()) for name, value in one["asked"]])
    asked.finish_content(True)
    answer = HttpResponseLinter(start_time=one["at"], no_content=one["method"] == "HEAD")
    answer.request = asked
    answer.process_response_topline(b"HTTP/1.1", str(one["status"]).encode(), one["phrase"].encode())
    answer.process_headers([(name.encode(), value.encode()) for name, value in one["answered"]])
    answer.feed_content(base64.b64decode(one["body"]))
    answer.finish_content(True)
    for note in answer.notes:
        if note.level in (levels.WARN, levels.BAD):
            print(type(note).__name__, one["method"], one["url"], one["status"], note.summary, sep=" | ")
"""


def as_it_left(
    http: httpx.Client, method: str, path: str, headers: dict[str, str], body: Any
) -> dict[str, Any]:
    """One answer to the byte, as it goes over the line, and when it came: its `Date` is measured by that."""
    request = http.build_request(method, path, headers=headers, json=body)
    answer = http.send(request, stream=True)
    raw = b"".join(answer.iter_raw())
    answer.close()
    return {
        "at": time.time(),
        "method": method,
        "url": str(request.url),
        "asked": [*request.headers.multi_items()],
        "status": answer.status_code,
        "phrase": answer.reason_phrase,
        "answered": [*answer.headers.multi_items()],
        "body": b64encode(raw).decode(),
    }


def test_httplint_finds_nothing(kept_community: FullCommunity) -> None:
    tools.installed()
    answers = []
    for row in [row for row in ROWS if row.path.startswith("/v1/")]:
        role = min(row.statuses, key=lambda one: row.statuses[one])
        signed = {} if role == "anonymous" else dict(kept_community.people[role].headers)
        path, body = kept_community.filled(row.path), kept_community.filled(row.body)
        with kept_community.database.undone():
            if row.method == "PATCH":
                signed["If-Match"] = "*"
            answers.append(as_it_left(kept_community.http, row.method, path, signed, body))
            if row.method == "GET" and row.statuses[role] == 200:
                tag = dict(answers[-1]["answered"])["etag"]
                known = signed | {"If-None-Match": tag}
                answers.append(as_it_left(kept_community.http, "GET", path, known, None))
                answers.append(as_it_left(kept_community.http, "HEAD", path, signed, None))
    assert len(answers) >= MANY
    said = tools.run(tools.of_python("python"), "-c", LINT, given=json.dumps(answers))
    found = [line for line in said.splitlines() if line.partition(" ")[0] not in MEANT]
    assert found == []
