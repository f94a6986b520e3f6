"""Words in a row, as each language parts them."""

from collections.abc import Iterable

_PARTED = {"ar": "، "}
"""By the comma that Arabic writes; all others of ours write a Latin one."""


def listed(words: Iterable[str], locale: str) -> str:
    """These words in their order, with a comma between two."""
    return _PARTED.get(locale.partition("-")[0].lower(), ", ").join(words)
