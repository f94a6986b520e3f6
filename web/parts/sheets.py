"""What is printed on a sheet of its own: a template and its style sheet, which stands in the page by its hash."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from web.parts import render

_HERE = Path(__file__).parent
_POLICY = "Content-Security-Policy"


class Sheet:
    """The sheet of this name. `headers`: what its page is sent with beside the headers of all pages."""

    def __init__(self, name: str) -> None:
        self._css = (_HERE / f"{name}.css").read_text(encoding="utf-8").strip()
        self._template = render.TEMPLATES.get_template(f"{name}.html")
        styled = f"style-src 'sha256-{b64encode(sha256(self._css.encode()).digest()).decode()}' "
        self.headers: Mapping[str, str] = {_POLICY: render.OF_PAGES[_POLICY].replace("style-src ", styled)}

    def drawn(self, **said: object) -> Markup:
        """The sheet with its style, as a part of a page; it alone is printed."""
        return Markup(self._template.render(css=self._css, **said))  # noqa: S704 - the template escapes
