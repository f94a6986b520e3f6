"""Slugs: a circle's name as it stands in an address that people read and send (`/c/lewiston`).

A recognised circle's is plain; one that strangers have just founded has four letters after it, so that nobody takes
it for the one it is called after. None looks like an id, and none spells a word by chance: the letters have no vowels.
"""

import re
import unicodedata
from hashlib import sha256
from uuid import UUID

LONGEST = 30
"""Letters of a plain slug: shorter than any way to write an id."""
LETTERS = "bcdfghjkmnpqrstvwxz"
MANY = 4

_SPELT_OUT = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_RUN = re.compile(r"[a-z0-9]+")


def plain(name: str) -> str | None:
    """The name in small Latin letters and digits; None where nothing of it can be written so."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_SPELT_OUT))
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    slug = ""
    for run in _RUN.findall(kept):
        longer = f"{slug}-{run}" if slug else run[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug or None


def lettered(name: str, community_id: UUID, turn: int) -> str:
    """The slug of a circle that is not recognised yet. `turn`: 0, then 1 … while the one before is somebody's."""
    digest = sha256(community_id.bytes + turn.to_bytes(2)).digest()
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:MANY])
    return f"{plain(name) or 'circle'}-{letters}"
