"""Pages: opaque, signed cursors, so that nobody can ask for what a page did not offer."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from api.answers.replies import Body, reply
from api.schemas.words import AgeOrder
from doors.cursors import Cursors
from doors.deps import get_database

Row = TypeVar("Row")

_NOT_NARROWING = frozenset({"cursor", "limit"})


class Paging:
    """One page of a list: where it begins, how much it holds, and where the next one begins.

    A cursor belongs to one list: its path, and what it was narrowed to. Ask a service for `wanted` rows, and `cut`
    what came: whether there is a next page is seen by the one row too many.
    """

    def __init__(self, request: Request, cursors: Cursors, limit: int, cursor: str | None) -> None:
        narrowed = sorted(
            item for item in request.query_params.multi_items() if item[0] not in _NOT_NARROWING
        )
        self._request, self._cursors, self.limit = request, cursors, limit
        self._scope = f"{request.url.path}?{urlencode(narrowed)}"
        self._mark = cursors.read(self._scope, cursor)
        self.next: str | None = None

    @property
    def wanted(self) -> int:
        return self.limit + 1

    @property
    def after(self) -> UUID | None:
        """The id after which this page begins, in lists that go by id."""
        return UUID(str(self._mark[0])) if self._mark else None

    @property
    def number(self) -> int | None:
        """The number after which this page begins, in lists that go by numbers."""
        return int(str(self._mark[0])) if self._mark else None

    @property
    def distance(self) -> float | None:
        """How far away the page before ended, in lists that go by distance, then by id."""
        far = self._mark[1] if self._mark else None
        return float(str(far)) if far is not None else None

    @property
    def skip(self) -> int:
        """How many come before this page, in lists whose order is made anew each time."""
        return self.number or 0

    @property
    def numbers(self) -> list[int]:
        """The numbers by which the page before said where this one begins; none: at the beginning."""
        return [int(str(number)) for number in self._mark or ()]

    @property
    def values(self) -> list[object] | None:
        """What the page before said of where this one begins; None: at the beginning."""
        return self._mark

    def cut(
        self, rows: Sequence[Row], mark: Callable[[Row], Sequence[object]] | None = None
    ) -> Sequence[Row]:
        """The rows of this page. `mark`: what the next page begins after; without it, pages are counted."""
        here = rows[: self.limit]
        if len(rows) > self.limit:
            self.go_on(mark(here[-1]) if mark else [self.skip + self.limit])
        return here

    def go_on(self, values: Sequence[object]) -> None:
        """There is a next page, and that is where it begins."""
        self.next = self._cursors.write(self._scope, values)

    def reply(self, body: Body, *, secret: bool = False) -> Response:
        """The page with its `Link: rel="next"`: a path, so that no name that a call gives this host comes back."""
        headers = {}
        if self.next is not None:
            there = self._request.url.include_query_params(cursor=self.next)
            headers["Link"] = f'<{there.path}?{there.query}>; rel="next"'
        return reply(body, headers=headers, secret=secret)


Limit = Annotated[int, Query(ge=1, le=50, description="How many items a page holds.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]


def paging(usual: int) -> Callable[..., Awaitable[Paging]]:
    """A page of `usual` items where the caller does not say how many."""

    async def begin(request: Request, limit: Limit = usual, cursor: Cursor = None) -> Paging:
        return Paging(request, Cursors((await get_database(request)).vault), limit, cursor)

    return begin


ByAge = Annotated[AgeOrder, Query(description="Which come first.")]
"""How lists are ordered that go by age."""
Page = Annotated[Paging, Depends(paging(20))]
LongPage = Annotated[Paging, Depends(paging(50))]
