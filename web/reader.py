"""Somebody who reads a page: who they are where that is known, in which language, and how times are told to them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from core.access import Caller
from core.errors import Unauthorized
from core.settings import Settings
from texts import catalogue
from texts.reasons import day, moment


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever opened a page, and when. `network`: the keyed hash of where they call from."""

    session: Session
    settings: Settings
    caller: Caller | None
    locale: str
    time_zone: str
    now: datetime
    network: bytes

    def say(self, key: str, **params: object) -> str:
        """A sentence in the reader's language."""
        return catalogue.say(key, self.locale, **params)

    @property
    def me(self) -> Caller:
        """Who reads. Raises Unauthorized where nobody is signed in."""
        if self.caller is None:
            raise Unauthorized
        return self.caller

    def when(self, at: datetime) -> str:
        """A time as its reader writes it, where they are."""
        return moment(at, self.locale, self.time_zone)

    def day(self, on: date) -> str:
        """A day as its reader writes it."""
        return day(on, self.locale)
