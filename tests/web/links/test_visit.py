"""Who opens a page: what is somebody's own opens for nobody else, however Python is started."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from core.errors import NotFound
from web.links import take_over
from web.links.visit import Visit


def of_nobody() -> Visit:
    """A link that belongs to no person, as those in a chat do."""
    nothing = cast(Any, None)  # these pages must refuse before they look any further
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    return Visit(nothing, nothing, None, "en", "UTC", now, b"", nothing)


def test_a_link_of_nobody_is_over() -> None:
    with pytest.raises(NotFound) as refused:
        _ = of_nobody().me
    assert refused.value.code == "link_over"


def test_taking_over_is_somebodys_also_where_asserts_are_left_out() -> None:
    """`python -O` compiles none."""
    path = Path(take_over.__file__)
    without_asserts: dict[str, Any] = {}
    exec(compile(path.read_text(encoding="utf-8"), path, "exec", optimize=1), without_asserts)
    with pytest.raises(NotFound):
        without_asserts["show"](of_nobody())
