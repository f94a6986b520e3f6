"""The picture of a circle's cells as SVG: outlines, names of places that everybody knows, a measure of length."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from itertools import pairwise

from babel.units import format_unit
from h3.api import basic_int as h3

from core import places
from core.geography import cells
from core.models import Community
from services.places import covering
from texts.catalogue import best, say
from web.places.pictures import SIDE, Picture, picture_of

MOST_NAMES = 12
LONGEST_NAME = 18
"""Letters; what is longer is cut, since the list beside the picture has it whole."""

_LETTER, _LINE = 6.2, 13
"""About how wide and how high a letter of a name is, in pixels."""
_FINE = 2
"""So many units of the drawing to a pixel: whole numbers are short, and half a pixel cannot be seen."""
_CROSS = 4 * _FINE
_LENGTHS_KM = (200, 100, 50, 20, 10, 5, 2, 1)

_CSS = (
    "svg{background:#faf8f4;font:11px system-ui,sans-serif;text-anchor:middle}"
    ".c{fill:#fff}.w{fill:#e4efe9}.c,.w,.x{stroke:#6f6c66;stroke-linejoin:round}"
    ".x,.m{fill:none}.m{stroke:#a85f00;stroke-width:6}"
    "text{fill:#1d1d1b;stroke:#faf8f4;stroke-width:3px;paint-order:stroke}.d{fill:#0b6b50}"
    "@media(prefers-color-scheme:dark){svg{background:#1d1d1b}.c{fill:#282725}.w{fill:#20352d}"
    ".c,.w,.x{stroke:#98948c}.m{stroke:#ffbe5c}text{fill:#f1efea;stroke:#1d1d1b}.d{fill:#74d6b7}}"
)
HEADERS = {
    "Content-Type": "image/svg+xml; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src "
    f"'sha256-{b64encode(sha256(_CSS.encode()).digest()).decode()}'; base-uri 'none'; frame-ancestors 'none'",
}
"""What the drawing is sent with: its own style sheet, and nothing else."""


def draw_cells(
    circle: Community, locale: str, *, within: int | None = None, marked: Iterable[int] = ()
) -> str | None:
    """The picture of a circle's cells as an SVG document for a reader with that locale; None where there is none.

    `within`: of one wider cell alone. `marked`: cells to be drawn with a thick edge, such as the one that somebody
    chose; where one is too narrow to be drawn, the one around it.
    """
    picture = picture_of(circle, within)
    if picture is None:
        return None
    drawing = [
        f'<svg xmlns="http://www.w3.org/2000/svg" lang="{best(locale)}" width="{SIDE}" height="{SIDE}" '
        f'viewBox="0 0 {SIDE} {SIDE}"><title>{escape(say("page.cells", locale, circle=circle.name))}</title>'
        f'<style>{_CSS}</style><g transform="scale({1 / _FINE:g})">',
        *_outlines(picture, marked),
        "</g>",
        *_names(picture, circle),
        *_measure(picture, locale),
        "</svg>",
    ]
    return "".join(drawing)


def _outlines(picture: Picture, marked: Iterable[int]) -> Iterator[str]:
    narrow = {cell for cell in picture.drawn if covering.is_narrow(picture.area, cell)}
    for kind, some in (("c", narrow), ("w", picture.drawn - narrow)):
        if some:
            yield f'<path class="{kind}" d="{"".join(_outline(picture, cell) for cell in sorted(some))}"/>'
    if wide := sorted(picture.drawn - narrow):
        yield f'<path class="x" d="{"".join(_cross(picture, cell) for cell in wide)}"/>'
    if chosen := {around for cell in marked if (around := _around(picture.drawn, cell)) is not None}:
        yield f'<path class="m" d="{"".join(_outline(picture, cell) for cell in sorted(chosen))}"/>'


def _outline(picture: Picture, cell: int) -> str:
    """A cell's edge, each corner by how far it is from the one before."""
    corners = [_units(picture, lat, lon) for lat, lon in h3.cell_to_boundary(cell)]
    steps = (_pair(x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(corners))
    return f"M{_pair(*corners[0])}l{' '.join(steps)}z".replace(" -", "-")


def _cross(picture: Picture, cell: int) -> str:
    x, y = _units(picture, *places.centre(cell))
    return f"M{_pair(x - _CROSS, y)}h{2 * _CROSS}m{_pair(-_CROSS, -_CROSS)}v{2 * _CROSS}".replace(" -", "-")


def _around(drawn: Iterable[int], marked: int) -> int | None:
    """The drawn cell that is the marked one, or has it in it."""
    if not h3.is_valid_cell(marked):
        return None
    finer = (cell for cell in drawn if cells.resolution(cell) <= cells.resolution(marked))
    return next((cell for cell in finer if cells.parent(marked, cells.resolution(cell)) == cell), None)


def _names(picture: Picture, circle: Community) -> Iterator[str]:
    """Landmarks by name, in the stewards' order, as long as none covers another; where there are none, the circle's
    own name in its middle.
    """
    known = [(mark.name, mark.lat, mark.lon) for mark in circle.landmarks]
    taken: list[tuple[float, float, float]] = []
    for name, lat, lon in known or [(circle.name, circle.lat, circle.lon)]:
        x, y = picture.pixel(lat, lon)
        said = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
        half = len(said) * _LETTER / 2
        at = min(max(x, half), SIDE - half)
        hidden = any(
            abs(at - other) < half + theirs and abs(y - line) < _LINE for other, line, theirs in taken
        )
        if hidden or not (0 <= x <= SIDE and _LINE <= y <= SIDE) or len(taken) == MOST_NAMES:
            continue
        taken.append((at, y, half))
        yield f'<circle class="d" cx="{x:.0f}" cy="{y:.0f}" r="2.5"/>'
        yield f'<text x="{at:.0f}" y="{y - 5:.0f}">{escape(said)}</text>'


def _measure(picture: Picture, locale: str) -> Iterator[str]:
    """A line as long as so many kilometres, at the bottom."""
    length = next((km for km in _LENGTHS_KM if km * picture.scale <= SIDE / 4), _LENGTHS_KM[-1])
    along = length * picture.scale
    said = format_unit(length, "length-kilometer", "short", locale=best(locale))
    yield f'<path class="x" d="M4 {SIDE - 8}v4h{along:.0f}v-4"/>'
    yield f'<text x="{4 + along / 2:.0f}" y="{SIDE - 8}">{escape(said)}</text>'


def _units(picture: Picture, lat: float, lon: float) -> tuple[int, int]:
    x, y = picture.pixel(lat, lon)
    return round(x * _FINE), round(y * _FINE)


def _pair(x: int, y: int) -> str:
    return f"{x} {y}"
