"""What an edit must know: the thing as it is now, named by its entity tag in `If-Match`."""

from fastapi import Request

from api.answers.replies import Body, written
from core.errors import PreconditionRequired, Stale
from doors import etags


def require_match(request: Request, body: Body) -> None:
    """The caller must have seen the thing as it is now. Raises PreconditionRequired (428) or Stale (412)."""
    if "if-match" not in request.headers:
        raise PreconditionRequired
    if etags.of(written(body)) not in etags.named(request, "if-match"):
        raise Stale
