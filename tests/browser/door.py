"""Pages with an address, as somebody in a part they are for sees them: fetched by their browser, drawn in Chromium."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.phone import MEASURE, SMALL, USUAL_TEXT
from tests.support.page_calls import PageCalls
from tests.web.matrix import ROWS, Row

READERS = ("author", "confirmed", "member", "steward", "anonymous")
"""Of all who see a page the first of these: whom it is made for comes before whoever may see it, too."""
AXE = {"resultTypes": ["violations"]}


def reader_of(row: Row) -> str | None:
    return next((role for role in READERS if row.statuses[role] == 200), None)


DRAWN_OTHERWISE = (".svg", "/poster", ".json")
"""A picture and a sheet of paper (`test_tap` and `test_poster` look at them), and a file that is saved, not drawn."""
SHOWN = [
    (row.path, role)
    for row in ROWS
    if row.method == "GET" and (role := reader_of(row)) is not None and not row.path.endswith(DRAWN_OTHERWISE)
]
"""Every page, and who looks at it."""


@dataclass
class Screen:
    """One tab, in which pages are drawn one after another."""

    page: Page
    calls: PageCalls

    @classmethod
    def of(cls, browser: Browser, calls: PageCalls, size: tuple[int, int] = SMALL) -> "Screen":
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True
        )
        return cls(context.new_page(), calls)

    def draw(self, path: str, role: str, language: str) -> None:
        """A page as this reader has it in this language."""
        with self.calls.community.database.undone():
            answer = self.calls.get(role, f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert answer.status_code == 200, (path, role, answer.status_code)
        self.page.set_content(answer.text)

    def measured(self) -> dict[str, Any]:
        return dict(self.page.evaluate(MEASURE))

    def faults(self) -> list[tuple[str, str, list[str]]]:
        """What axe finds: the rule, how grave, and where."""
        found = Axe().run(self.page, options=AXE).response["violations"]
        return [
            (fault["id"], fault["impact"], [node["html"][:120] for node in fault["nodes"][:3]])
            for fault in found
        ]

    def read_at(self, percent: int) -> None:
        """The browser's own setting of text size; the screen stays as it is."""
        pixels = USUAL_TEXT * percent // 100
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels}})

    def picture(self, path: Path, size: tuple[int, int], percent: int) -> None:
        """Of the whole page: on a screen as high as it. Chromium's own way to draw more than the screen forgets the
        size of text.
        """
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.read_at(percent)
        self.page.screenshot(path=path)

    def close(self) -> None:
        self.page.context.close()
