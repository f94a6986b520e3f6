"""Cells of H3 as numbers: their resolution, their parents, and their position in H3's order."""

from h3.api import basic_int as h3

WIDE = 5
"""About 253 km²: the resolution by which the tables here are ordered."""

_FINEST = 15
_DIGIT = 3  # bits that each resolution adds below the base cell


def resolution(cell: int) -> int:
    """0 (widest) to 15, as the number itself says."""
    return cell >> 52 & 15


def parent(cell: int, resolution: int) -> int:
    """The cell of `resolution` whose index begins that of `cell`. Raises ValueError: no cell, or a wider one."""
    return int(h3.cell_to_parent(cell, resolution))


def middle(cell: int, resolution: int) -> int:
    """The cell of `resolution` in the middle of `cell`. Raises ValueError: no cell, or a finer one."""
    return int(h3.cell_to_center_child(cell, resolution))


def parts(cell: int, resolution: int) -> list[int]:
    """All cells of `resolution` whose index begins with that of `cell`. Raises ValueError as `parent` does."""
    return [int(part) for part in h3.cell_to_children(cell, resolution)]


def position(wide: int) -> int:
    """Where a cell of resolution 5 stands in H3's order. Positions rise with the cells; some are nobody's."""
    return wide >> _DIGIT * (_FINEST - WIDE) & (1 << 7 + _DIGIT * WIDE) - 1


def digit(cell: int, resolution: int) -> int:
    """Which child of its parent the ancestor of `cell` at `resolution` is: 0 (the middle one) to 6."""
    return cell >> _DIGIT * (_FINEST - resolution) & 7
