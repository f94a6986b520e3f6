"""What the product is made of, for whoever counts or searches its files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

ROOMS = (
    "api",
    "web",
    "commands",
    "core",
    "doors",
    "manage.py",
    "matching",
    "notifications",
    "scheduler",
    "services",
    "texts",
)
"""Folders and files of what runs for people. Not `demo`, which only shows it."""


def files_of(root: Path, rooms: Iterable[str] = ROOMS, pattern: str = "*.py") -> Iterator[Path]:
    """The files of these rooms below `root`, in order."""
    for room in rooms:
        place = root / room
        if place.is_dir():
            yield from sorted(place.rglob(pattern))
        elif place.match(pattern) and place.exists():
            yield place
