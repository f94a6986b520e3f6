"""Whether two people can talk: language tags (BCP 47) without what only matters in writing."""

from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4096)
def spoken(tag: str) -> str:
    """The tag of the language as it is spoken: script, region and variant left out, lower case.

    Somebody who wrote `pt-BR` and somebody who wrote `pt` understand each other; `zh-yue` (Cantonese)
    is not `zh-cmn`, so an extended language stays.
    """
    language, *rest = tag.replace("_", "-").lower().split("-")
    extended = rest[0] if rest and len(rest[0]) == 3 and rest[0].isalpha() else None
    return f"{language}-{extended}" if extended else language


def shared(wanted: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Those of the wanted tags that are among the languages known, sorted."""
    voices = {spoken(tag) for tag in known}
    return tuple(sorted(tag for tag in wanted if spoken(tag) in voices))
