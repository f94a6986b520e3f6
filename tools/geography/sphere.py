"""Distances on the Earth between points and cells, many at once: as unit vectors in trees."""

import numpy as np
from h3.api import basic_int as h3
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from core.geography import cells

Floats = NDArray[np.float64]

EARTH_KM = 6371.0088
"""The Earth's mean radius (IUGG)."""

REACH_KM = 15.0
"""No corner of a cell of resolution 5 is farther from its centre."""

STEPS = 8
"""Points by which an edge of a cell is measured: some 1.3 km apart, so that distances are right to 10 m."""

SPACING = 0.02
"""Degrees between points of a border, at most: 2.2 km, so that distances to it are right to some 20 m."""


def vectors(lats: Floats, lons: Floats) -> Floats:
    """Points (degrees) as unit vectors."""
    up, east = np.radians(lats), np.radians(lons)
    return np.stack([np.cos(up) * np.cos(east), np.cos(up) * np.sin(east), np.sin(up)], axis=-1)


def chord(km: float | Floats) -> Floats:
    """The straight line between unit vectors that are so many km apart along the ground."""
    return np.asarray(2 * np.sin(np.asarray(km) / EARTH_KM / 2))


def all_wide() -> list[int]:
    """All cells of resolution 5, by their number."""
    return sorted(cell for base in h3.get_res0_cells() for cell in cells.parts(base, cells.WIDE))


def degrees(given: list[int]) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of the centres of cells."""
    lats, lons = np.array([h3.cell_to_latlng(cell) for cell in given], np.float64).reshape(-1, 2).T
    return lats, lons


def outline(cell: int) -> Floats:
    """Points along the edges of a cell, its corners among them, as unit vectors."""
    corners = vectors(*np.array(h3.cell_to_boundary(cell)).T)
    share = np.arange(STEPS)[:, None, None] / STEPS
    points = (corners * (1 - share) + np.roll(corners, -1, axis=0) * share).reshape(-1, 3)
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))


def centres_to(points: Floats, given: list[int], centres: Floats, *, within_km: float) -> Floats:
    """How far, in km, each cell's centre is from the nearest of the points.

    Infinite where none lies in the cell or within `within_km` of its edge. That must be more than REACH_KM: then a
    point inside is near enough to the centre already.
    """
    tree = cKDTree(points)
    away = np.asarray(tree.query(centres, distance_upper_bound=float(chord(within_km + REACH_KM)))[0])
    for doubtful in np.flatnonzero(np.isfinite(away) & (away > chord(within_km))):
        along, _ = tree.query(outline(given[doubtful]), distance_upper_bound=float(chord(within_km)))
        if not np.isfinite(along).any():
            away[doubtful] = np.inf
    return np.where(np.isfinite(away), 2 * EARTH_KM * np.arcsin(np.minimum(away, 2) / 2), np.inf)


def dense(lats: Floats, lons: Floats) -> tuple[Floats, Floats]:
    """A closed ring with points put in, so that neighbours are at most SPACING apart."""
    up, east = np.diff(lats, append=lats[:1]), np.diff(lons, append=lons[:1])
    steps = np.maximum(1, np.ceil(np.maximum(abs(up), abs(east)) / SPACING)).astype(np.int64)
    begun = np.repeat(np.cumsum(steps) - steps, steps)
    share = (np.arange(begun.size) - begun) / np.repeat(steps, steps)
    more_lats = np.repeat(lats, steps) + share * np.repeat(up, steps)
    more_lons = np.repeat(lons, steps) + share * np.repeat(east, steps)
    return more_lats, more_lons
