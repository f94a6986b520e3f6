"""Ids in what a page or an answer says: chance writes them, so a search for a short secret leaves them out."""

import re

_ID = re.compile(r"\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b", re.IGNORECASE)


def without_ids(text: str) -> str:
    """`text` without its UUIDs, in which four given digits stand by chance once in some thousand runs."""
    return _ID.sub("", text)
