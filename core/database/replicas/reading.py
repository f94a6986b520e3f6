"""What may be read of a copy, read there, or of the primary where no copy is ready.

A copy answers only what it could answer as the primary could when somebody came: it has replayed all that was
acknowledged to anybody until then. So whoever reads sees what they wrote, and a block, a suspension or an erasure of a
moment ago holds there as it does everywhere. Reasons: docs/adr/0031.
"""

from collections.abc import Callable
from itertools import count
from typing import TypeVar

from prometheus_client import Counter
from sqlmodel import Session

from core.database.replicas import hosts
from core.database.replicas.replica import NotReady, Replica
from core.database.replicas.standing import State, comes_to

Read = TypeVar("Read")

REPLICAS = "replicas"
"""Under this name a session's `info` holds the `Replicas` of its database."""
READS = Counter("minka_replica_reads", "What may be read of a copy, by which answered", ["answered_by"])


class Replicas:
    """The copies that `url` names, by turns; none where it is None. `pool_size` connections to each."""

    def __init__(
        self, url: str | None, *, pool_size: int, statement_timeout_ms: int, application: str
    ) -> None:
        self._all = [
            Replica(
                one,
                pool_size=pool_size,
                statement_timeout_ms=statement_timeout_ms,
                application=application,
            )
            for one in (hosts.each(url) if url else ())
        ]
        self._turns = count()

    @property
    def states(self) -> list[State]:
        """How each was found last."""
        return [replica.state for replica in self._all]

    def read(self, session: Session, act: Callable[[Session], Read]) -> Read:
        """As `read` below."""
        mark = comes_to(session) if self._all else None
        if mark is None:
            return act(session)
        info = session.info
        session.commit()  # nobody keeps a connection of the primary while a copy is read
        for replica in self._by_turns():
            if not replica.may_be_tried():
                continue
            try:
                found = replica.read(mark, _for_reading(info), act)
            except NotReady:
                if replica.state is State.AWAY:
                    break  # one deadline is enough for whoever waits
            else:
                READS.labels("replica").inc()
                return found
        READS.labels("primary").inc()
        return act(session)

    def look(self, session: Session) -> list[tuple[State, float]]:
        """How each does, and how many seconds ago what it replayed last was committed."""
        mark = comes_to(session) if self._all else None
        return [(replica.look(mark), replica.age) for replica in self._all] if mark is not None else []

    def close(self) -> None:
        for replica in self._all:
            replica.close()

    def _by_turns(self) -> list[Replica]:
        first = next(self._turns) % len(self._all)
        return self._all[first:] + self._all[:first]


def _for_reading(info: dict[object, object]) -> dict[str, object]:
    """What a session of a copy carries along: what its database's do, and nothing of this one session."""
    return {name: info[name] for name in ("vault", "limits") if name in info}


def read(session: Session, act: Callable[[Session], Read]) -> Read:
    """What `act` reads, in a transaction of its own: of a copy that has all that the primary had a moment ago, or of
    `session` where none is ready. `act` only reads, by the session that it is given, and may be called twice.

    Call it when all that the call writes is written: the transaction of `session` ends here, as done.
    """
    replicas: Replicas | None = session.info.get(REPLICAS)
    return act(session) if replicas is None else replicas.read(session, act)
