"""Somebody who opened a link: what they hold, in which language, and how a service's sentences reach them."""

from dataclasses import dataclass

from core.access import Caller
from core.errors import NotFound
from core.models import Link
from web.reader import Reader


@dataclass(frozen=True, slots=True)
class Visit(Reader):
    """A link that was opened, by whom where it is somebody's, and when."""

    link: Link

    @property
    def me(self) -> Caller:
        """Whose link it is. Raises NotFound for a link that is nobody's."""
        self.ensure_somebodys()
        assert self.caller is not None
        return self.caller

    def ensure_somebodys(self) -> None:
        """Raises NotFound for a link that is nobody's: it opens no page about a person."""
        if self.caller is None:
            raise NotFound("link_over")
