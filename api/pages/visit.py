"""Somebody on a page: what they hold, in which language, and how a service's sentences reach them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.access import Caller
from core.errors import NotFound
from core.models import Link
from core.settings import Settings
from texts import catalogue
from texts.reasons import moment


@dataclass(frozen=True, slots=True)
class Visit:
    """A link that was opened, by whom where it is somebody's, and when."""

    session: Session
    settings: Settings
    link: Link
    caller: Caller | None
    locale: str
    time_zone: str
    now: datetime
    network: bytes

    def say(self, key: str, **params: object) -> str:
        return catalogue.say(key, self.locale, **params)

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

    def when(self, at: datetime) -> str:
        """A time as its reader writes it, where they are."""
        return moment(at, self.locale, self.time_zone)
