"""L2: the page that describes the API ran scripts from a server that is not ours, in the reader's browser."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from api.description.reading_page import draw, kind, marked
from tests.api.matrix import OUTSIDE, ROWS, shape
from tests.support.world import World

DESCRIPTION = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))


def test_the_description_loads_nothing_and_runs_nothing(world: World) -> None:
    answer = world.http.get("/docs")
    html, policy = answer.text, answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert re.findall(r"<(script|link|img|iframe|object|embed|form|base)\b", html) == []
    assert re.findall(r"""<[^>]*\s(?:src|style|on\w+)\s*=""", html) == []
    assert {href[0] for href in re.findall(r'href="([^"]+)"', html)} == {"#", "/"}
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )


def test_every_call_stands_on_it_and_every_link_leads_somewhere() -> None:
    html = draw(DESCRIPTION)
    told = {
        shape(f"{method} {path}") for method, path in re.findall(r"<b>([A-Z]+)</b> (/[^<]*)</code>", html)
    }
    known = {shape(row.call) for row in ROWS} - OUTSIDE
    assert told == {call for call in known if " /v1/" in call or call.endswith("z")}
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in re.findall(r'href="(#[^"]+)"', html)} <= set(ids)


def test_what_is_described_cannot_become_markup() -> None:
    evil = "`<script>` <img src=x onerror=alert(1)>"
    assert "<script>" not in marked(evil)
    assert "<img" not in marked(evil)
    assert "<b>" not in str(kind({"type": "<b>", "format": "<i>"}))
