"""Categories as somebody names them: there are no others than the catalogue's."""

from collections.abc import Sequence

from core.errors import Invalid
from matching.words import categories


def ensure_known(slugs: Sequence[str]) -> None:
    """Raises Invalid for the first category that does not exist."""
    unknown = categories.first_unknown(slugs)
    if unknown is not None:
        raise Invalid(f"/categories/{unknown}", "unknown_category")
