"""All that somebody may read, as it stands at a moment: to see that nothing of it changed by what others did."""

import re

from tests.support.people import Person

Seen = dict[str, tuple[int, str | None, bytes]]
"""By path, what was answered: status, entity tag and bytes."""


def seen_by(who: Person, names: dict[str, str]) -> Seen:
    """Every answer that somebody gets who only reads, but for when it was looked at. `names`: what paths may name.

    Without contacts, whose reading is a line of the history that is read here.
    """
    description = who.http.get("/openapi.json").json()
    paths = [path for path, item in description["paths"].items() if "get" in item and path.startswith("/v1/")]
    found = {}
    for path in paths:
        wanted = set(re.findall(r"\{(\w+)\}", path))
        if path.startswith("/v1/dev/") or path.endswith("/contact") or not names.keys() >= wanted:
            continue
        filled = path.format(**names)
        answer = who.call("GET", filled)
        said, tag = answer.content, answer.headers.get("etag")
        if b'"as_of"' in said:
            said, tag = re.sub(rb'"as_of":"[^"]*"', b"", said), None
        found[filled] = answer.status_code, tag, said
    return found
