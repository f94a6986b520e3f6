"""A phone in somebody's hand: Chromium with a small screen, that notes whatever a page does unasked."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page, Request

from tests.support import pages
from tests.support.linked_community import LinkedCommunity

COMMON = (360, 640)
SMALL = (320, 568)
USUAL_TEXT = 16
"""Pixels of the browser's own text size, before anybody changes it."""

TEXT, EDGE = 4.5, 3.0
"""Contrasts that text and the edges of what can be pressed need (WCAG 2.2, 1.4.3 and 1.4.11)."""

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")


@dataclass
class Phone:
    """Opens links and presses what is on the page. `requests` holds all that left the phone."""

    community: LinkedCommunity
    context: BrowserContext
    page: Page
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _devtools: CDPSession = field(init=False)

    @classmethod
    def taken(
        cls, browser: Browser, community: LinkedCommunity, *, scripts: bool = False, **options: Any
    ) -> Self:
        width, height = options.pop("size", COMMON)
        context = browser.new_context(
            viewport={"width": width, "height": height},
            base_url=options.pop("base_url", str(community.http.base_url)),
            java_script_enabled=scripts,
            has_touch=True,
            is_mobile=True,
            **options,
        )
        phone = cls(community, context, context.new_page())
        context.on("request", phone._note)
        context.on("console", phone._hear)
        phone.page.on("pageerror", lambda error: phone.complaints.append(str(error)))
        phone.page.set_default_timeout(5000)
        phone._devtools = context.new_cdp_session(phone.page)
        return phone

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium says so of each page that is not a 200; that is the page's own, honest status.
        if not message.text.startswith("Failed to load resource: the server responded with a status of"):
            self.complaints.append(message.text)

    def open(self, path: str) -> int:
        """Opens a link; its status."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def visit(self, name: str) -> int:
        return self.open(self.community.paths[name])

    def press(self, do: str) -> int:
        """Presses a button and waits for the page that answers; its status."""
        with self.page.expect_response(lambda response: response.request.method == "POST") as told:
            self.page.locator(f"button[value={do}]").click()
        self.page.wait_for_load_state()
        return told.value.status

    def fill(self, **fields: str) -> None:
        """Types into fields, and ticks what is `yes`."""
        for name, text in fields.items():
            found = self.page.locator(f"input[name={name}], textarea[name={name}]")
            if text == "yes":
                found.check()
            else:
                found.fill(text)

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("main").inner_text()

    def turn_to(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def read_at(self, percent: int) -> None:
        """The browser's own setting of text size; the screen stays as it is."""
        pixels = USUAL_TEXT * percent // 100
        self._devtools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels}})

    def measured(self) -> dict[str, Any]:
        return dict(self.page.evaluate(MEASURE))


class Drawn(Phone):
    """Pages that are fetched beside the browser and only drawn in it: in a third of the time, what words do to them."""

    _shown: pages.Shown
    _filled: dict[str, str]

    def open(self, path: str) -> int:
        return self._draw(pages.get(self.community.http, path))

    def press(self, do: str) -> int:
        filled, self._filled = self._filled, {}
        return self._draw(pages.press(self.community.http, self._shown, do, **filled))

    def fill(self, **fields: str) -> None:
        self._filled = fields

    def _draw(self, shown: pages.Shown) -> int:
        self._shown, self._filled = shown, {}
        self.page.set_content(shown.response.text)
        return shown.status
