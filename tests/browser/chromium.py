"""Chromium as one person's browser on a small screen; it notes all that left it, and what it complained of."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.phone import SMALL


@dataclass
class OneBrowser:
    """Use `in_hand`. `asked`: hosts that were asked for anything."""

    url: str
    context: BrowserContext
    page: Page
    asked: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def in_hand(cls, browser: Browser, url: str, *, scripts: bool, cookie: str | None = None) -> "OneBrowser":
        context = browser.new_context(
            viewport={"width": SMALL[0], "height": SMALL[1]},
            java_script_enabled=scripts,
            has_touch=True,
            is_mobile=True,
        )
        if cookie is not None:
            context.add_cookies([{"name": "minka", "value": cookie, "url": url}])
        one = cls(url, context, context.new_page())
        context.on("request", lambda request: one.asked.add(urlsplit(request.url).netloc))
        context.on("console", lambda message: one._hear(message.text))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.set_default_timeout(10_000)
        return one

    def _hear(self, complaint: str) -> None:
        if not complaint.startswith("Failed to load resource: the server responded with a status of"):
            self.complaints.append(complaint)

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, css: str) -> None:
        self._unfold(css)
        with self.page.expect_navigation():
            self.page.locator(css).first.click()

    def type(self, css: str, words: str) -> None:
        self._unfold(css)
        self.page.locator(css).first.fill(words)

    def choose(self, name: str, label: str) -> None:
        self.page.locator(f'select[name="{name}"]').select_option(label=label)

    def tick(self, css: str) -> None:
        self._unfold(css)
        self.page.locator(css).first.check()

    def back(self) -> None:
        """The browser's own way back."""
        self.page.go_back()

    def value(self, css: str) -> str:
        """What stands in a field."""
        return self.page.locator(css).first.input_value()

    def _unfold(self, css: str) -> None:
        """What is folded away is opened first, as a finger does."""
        folded = self.page.locator(f"details:not([open]):has({css}) > summary")
        if folded.count():
            folded.first.click()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()
