"""Categories as somebody names them: there are no others than the catalogue's."""

from core.errors import Invalid
from matching.categories import CATEGORIES


def ensure_known(categories: list[str]) -> None:
    """Raises Invalid for a category that does not exist."""
    for index, slug in enumerate(categories):
        if slug not in CATEGORIES:
            raise Invalid(f"/categories/{index}", "unknown_category")
