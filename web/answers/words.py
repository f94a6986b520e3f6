"""Pages that show words of needs of others: of so many in an hour, as over the API; then they come without."""

from collections.abc import Callable, Sequence

from fastapi import Response

from doors import reading
from services.needs import views as need_views
from services.needs.views import NeedView
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.parts.shapes import Page


def drawn(
    visitor: Visitor, views: Sequence[NeedView], many: int, page: Callable[[Sequence[NeedView]], Page]
) -> Response:
    """The page of these needs, of which `many` are told with their words to somebody who was asked about none."""
    whole = draw(visitor, page(views))
    if not reading.words_are_over(visitor.request, visitor.session, visitor.me, many, whole, now=visitor.now):
        return whole
    return draw(visitor, page([need_views.without_words(view) for view in views]))
