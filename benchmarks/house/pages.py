"""What pages cost: the server's CPU beside the same data as JSON, and how long a cold browser waits on a slow line."""

import os
import shutil
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import psutil
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.house.database import Where, bench_database
from benchmarks.house.listing import TICK
from benchmarks.house.pages_scene import Scene, scene
from benchmarks.house.serving import served
from benchmarks.report import Row
from tests.servers.plain import PlainPages
from tests.servers.slow_line import SlowLine

NEEDS, CALLS, ROUNDS, VISITS = 1_000, 40, 5, 3
ON_LINE = 5
"""So many of the pages are opened on the line, too."""
DEAREST, LONGEST_S = 2.0, 2.5
ROUND_TRIP_MS, BYTES_S = 400, 50_000
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_USABLE = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return Math.max(page.domInteractive, painted ? painted.startTime : 0);
}"""
"""Milliseconds until something is seen and all of it can be pressed."""


def rows(
    _full: bool = False,
    *,
    needs: int = NEEDS,
    calls: int = CALLS,
    rounds: int = ROUNDS,
    visits: int = VISITS,
    on_line: int = ON_LINE,
    where: Where = bench_database,
) -> list[Row]:
    """A row of CPU for each of the five most used pages, and one of how long each takes on the line."""
    with where() as bench:
        seen = scene(bench, needs=needs)
        token = seen.community.access_token
        with served(bench, token) as (url, process):
            found = list(_cpu_rows(url, process, seen, calls, rounds))
        if not on_line:
            return found
        home = "http://127.0.0.1"
        with served(bench, token, MINKA_ENV="development", MINKA_PUBLIC_URL=home) as (url, _):
            return [*found, *_line_rows(url, seen, visits, on_line)]


def pages_of(seen: Scene) -> dict[str, list[str]]:
    """Each page, and the calls by which an app gets what it shows."""
    need, match = f"/needs/{seen.need}", f"/matches/{seen.match}"
    return {
        "/my": ["/v1/home"],
        "/near": ["/v1/needs?order=fit&limit=10"],
        need: [f"/v1{need}", f"/v1{need}/matches"],
        match: [f"/v1{match}", f"/v1{match}/messages"],
        "/help": ["/v1/offers", "/v1/matches"],
    }


def _cpu_rows(url: str, process: psutil.Process, seen: Scene, calls: int, rounds: int) -> Iterator[Row]:
    headers = {"Authorization": f"Bearer {seen.community.access_token}"}
    with (
        httpx.Client(base_url=url, headers=headers, timeout=30) as app,
        httpx.Client(base_url=url, headers=_as_browser(seen), timeout=30) as browser,
    ):
        for page, json in pages_of(seen).items():
            pairs = [
                (_cpu(process, browser, [page], calls), _cpu(process, app, json, calls))
                for _ in range(rounds + 1)
            ][1:]
            ratio = statistics.median(ours / max(theirs, TICK / calls) for ours, theirs in pairs)
            ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
            yield Row(
                f"{_named(page)}: CPU a page, against {len(json)} call{'s' * (len(json) > 1)} for the same as JSON",
                f"{ours:.1f} ms / {theirs:.1f} ms = {ratio:.2f} ×",
                f"≤ {DEAREST:g} ×",
                ratio <= DEAREST,
            )


def _as_browser(seen: Scene) -> dict[str, str]:
    cookie = f"__Host-minka={seen.cookie}; minka={seen.cookie}"
    return {"Cookie": cookie, "Accept": "text/html"}


def _cpu(process: psutil.Process, client: httpx.Client, paths: Sequence[str], calls: int) -> float:
    """Milliseconds of CPU of the server for all of these paths once."""
    before = process.cpu_times()
    for _ in range(calls):
        for path in paths:
            client.get(path).raise_for_status()
    after = process.cpu_times()
    return float(after.user - before.user + after.system - before.system) / calls * 1000


def _line_rows(url: str, seen: Scene, visits: int, on_line: int) -> Iterator[Row]:
    port = urlsplit(url).port
    assert port is not None
    with _chromium() as browser, SlowLine(port, round_trip_s=ROUND_TRIP_MS / 1000, bytes_s=BYTES_S) as line:
        for page in list(pages_of(seen))[:on_line]:
            answer = httpx.get(f"{url}{page}", headers=_as_browser(seen) | {"Accept-Encoding": "gzip"})
            size = int(answer.headers.get("Content-Length", len(answer.content)))
            with PlainPages(size) as plain, SlowLine(plain.port) as beside:
                ours = _waits(browser, line.url + page, seen, visits)
                bare = _waits(browser, beside.url, seen, visits)
            own = _waits(browser, url + page, seen, visits, throttled=True)
            yield Row(
                f"{_named(page)}: until it is usable, cold, at 400 kbit/s and 400 ms, {size / 1000:.1f} KB",
                f"{ours:.2f} s (plain HTML as large: {bare:.2f} s; Chromium's own throttling: {own:.2f} s)",
                f"≤ {LONGEST_S:g} s",
                ours <= LONGEST_S,
            )


@contextmanager
def _chromium() -> Iterator[Browser]:
    executable = shutil.which(os.environ.get("MINKA_CHROMIUM") or "chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        yield launched
        launched.close()


def _waits(browser: Browser, url: str, seen: Scene, visits: int, *, throttled: bool = False) -> float:
    """Seconds, the median of some visits, each of a browser that was never there."""
    return statistics.median(_visit(browser, url, seen, throttled) for _ in range(visits)) / 1000


def _visit(browser: Browser, url: str, seen: Scene, throttled: bool) -> float:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    try:
        context.add_cookies([{"name": "minka", "value": seen.cookie, "url": url}])
        page = context.new_page()
        if throttled:
            _throttle(context)
        page.goto(url, wait_until="load", timeout=60_000)
        return float(page.evaluate(_USABLE))
    finally:
        context.close()


def _throttle(context: BrowserContext) -> None:
    limits = {
        "offline": False,
        "latency": ROUND_TRIP_MS,
        "downloadThroughput": BYTES_S,
        "uploadThroughput": BYTES_S,
    }
    context.new_cdp_session(context.pages[0]).send("Network.emulateNetworkConditions", limits)


def _named(page: str) -> str:
    """The page's address, its id left out."""
    first = page.split("/")[1]
    return f"/{first}/…" if page.count("/") > 1 else page
