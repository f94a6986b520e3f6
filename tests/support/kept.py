"""Scenes that are played once, and of which each test gets a copy: database, clock and people as they were then."""

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MethodType
from typing import Any, Protocol, TypeVar

import httpx

from core.database.db import Database
from core.database.embedded import EmbeddedServer
from tests.support.databases import address_of, copied_as
from tests.support.people import Person
from tests.support.world import World

Scene = TypeVar("Scene")


class Keep(Protocol):
    """A copy of a scene, in a world of its own, until the test is over; whoever asks first sees it played."""

    def __call__(self, begin: Callable[[World], Scene], /) -> Scene: ...


class KeptScenes:
    """The scenes of a file's tests: what a test does to its copy is seen by no other.

    A scene is an object of the tests' own; whatever it holds of its world, its people and their client is exchanged
    in a copy. `fields` are those of the worlds in which scenes are played.
    """

    def __init__(
        self, server: EmbeddedServer, template: str, new_folder: Callable[[str], Path], **fields: Any
    ) -> None:
        self._server, self._template, self._new_folder = server, template, new_folder
        self._fields = fields
        self._played: dict[object, _Played] = {}
        self._until_the_end = ExitStack()

    @contextmanager
    def copy(self, begin: Callable[[World], Scene], **fields: Any) -> Iterator[Scene]:
        """The scene that `begin` makes of a new world, at the moment at which it was left. `fields`: what is otherwise
        in the copy's world.
        """
        if begin not in self._played:
            self._played[begin] = self._play(begin)
        played = self._played[begin]
        folder = self._new_folder("copy")
        shutil.copytree(played.folder, folder, dirs_exist_ok=True)
        with (
            copied_as(self._server, played.name) as name,
            World(address_of(self._server, name), folder, at=played.at, **self._fields | fields) as world,
        ):
            moving = _Moving(played.world, world)
            world.known = moving.moved(played.world.known)
            scene: Scene = moving.moved(played.scene)
            yield scene

    def _play(self, begin: Callable[[World], Scene]) -> "_Played":
        name = self._until_the_end.enter_context(copied_as(self._server, self._template))
        folder = self._new_folder("kept")
        with World(address_of(self._server, name), folder, **self._fields) as world:
            return _Played(name, folder, begin(world), world)

    def close(self) -> None:
        self._until_the_end.close()


class _Played:
    """A scene as it was left: its database, to which nobody is connected any more, and its objects."""

    def __init__(self, name: str, folder: Path, scene: object, world: World) -> None:
        self.name, self.folder, self.scene, self.world, self.at = name, folder, scene, world, world.now()


class _Moving:
    """Copies objects of the tests from one world to another; what is one object there is one here, too."""

    def __init__(self, before: World, after: World) -> None:
        self._memo: dict[int, Any] = {
            id(before): after,
            id(before.http): after.http,
            id(before.database): after.database,
        }

    def moved(self, value: Any) -> Any:  # whatever a scene holds
        if id(value) not in self._memo:
            self._memo[id(value)] = self._moved(value)
        return self._memo[id(value)]

    def _moved(self, value: Any) -> Any:
        match value:
            case list() | tuple() | set():
                return type(value)(self.moved(one) for one in value)
            case dict():
                return {name: self.moved(one) for name, one in value.items()}
            case MethodType():
                return MethodType(value.__func__, self.moved(value.__self__))
            case httpx.Client() | Database() | World():
                raise TypeError("a scene is of one world")
        if isinstance(value, Person) or type(value).__module__.startswith("tests."):
            made = copy.copy(value)
            for name, held in vars(value).items():
                object.__setattr__(made, name, self.moved(held))
            return made
        return value
