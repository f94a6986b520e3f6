"""What an edit must know: the thing as it is now, named by its entity tag in `If-Match`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

from core.errors import PreconditionRequired, Stale
from doors import etags

IF_MATCH = "If-Match"
DEMANDED = "The ETag of what is being changed, or `*`. Demanded: without it the answer is 428."
TAKEN = "The ETag of what is being changed, or `*`. Not demanded: without it the last edit holds."


@dataclass(frozen=True, slots=True)
class Precondition:
    """The entity tags that a call names; None where it names nothing."""

    tags: Sequence[str] | None

    def ensure(self, edition: int) -> None:
        """The caller must have seen this edition. Raises PreconditionRequired (428) or Stale (412)."""
        if self.tags is None:
            raise PreconditionRequired
        if not etags.names(self.tags, edition):
            raise Stale


async def demanded(
    if_match: Annotated[str | None, Header(alias=IF_MATCH, description=DEMANDED)] = None,
) -> Precondition:
    return _named(if_match)


async def taken(
    if_match: Annotated[str | None, Header(alias=IF_MATCH, description=TAKEN)] = None,
) -> Precondition:
    return _named(if_match)


def _named(header: str | None) -> Precondition:
    return Precondition(etags.named(header) if header is not None else None)


Seen = Annotated[Precondition, Depends(demanded)]
"""For edits of what several people may change: `ensure` raises where nothing is named."""
SeenPerhaps = Annotated[Precondition, Depends(taken)]
"""For edits of what is one person's alone: call `ensure` where something is named."""
