"""Days that neighbours live by browser and letter alone, and all that they read in them."""

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.support.browsers import PageShown
from tests.support.neighbours import Letter, Neighbour, paths_in
from tests.support.world import World


@dataclass
class Week:
    """The people of one time zone, and what they read: letters with the pages they led to, pages with where their link
    stood. `out`: who is signed in no more, on a phone of others.
    """

    world: World
    people: dict[str, Neighbour]
    zone: ZoneInfo
    out: tuple[str, ...]
    letters: list[tuple[Neighbour, Letter, list[PageShown]]] = field(default_factory=list)
    pages: list[tuple[Neighbour, str, PageShown]] = field(default_factory=list)
    waited: list[tuple[Neighbour, str, PageShown]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Neighbour:
        return self.people[name]

    def until(self, days: int, hour: int, minute: int = 0) -> None:
        """Lets time pass to this hour of that day there, and everybody reads their letters."""
        now = self.world.now().astimezone(self.zone)
        then = (now + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.world.advance(seconds=(then - now).total_seconds())
        self.post()

    def post(self) -> None:
        """What happened is told, and everybody opens what came."""
        self.world.tick()
        for who in self.people.values():
            for letter in who.letters():
                self.letters.append(
                    (who, letter, [who.surfer.open(path) for path in paths_in(letter["text"])])
                )

    def link(self, name: str) -> str:
        """The page that the last letter to somebody leads to."""
        return next(
            paths_in(letter["text"])[-1] for who, letter, _ in reversed(self.letters) if who is self[name]
        )

    def see_what_waits(self) -> None:
        """Everybody opens what their own page says waits for them."""
        for name, who in self.people.items():
            if name not in self.out:
                self.waited += [(who, path, who.open(path)) for path in who.waits()]

    def look_around(self, *begin: str) -> None:
        """Everybody who is signed in opens these pages, and whatever they lead to."""
        for name, who in self.people.items():
            if name not in self.out:
                self.pages += [(who, on, page) for on, page in who.walk(*begin)]
