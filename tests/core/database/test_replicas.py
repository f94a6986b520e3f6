"""What may be read of a copy is read there where that has all that was acknowledged, and of the primary where not."""

from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import event, text

from commands.parts import PARTS
from core.audit import epochs
from core.database import embedded, migrate
from core.database.replicas.replica import FAILED_RESTS_S
from core.database.replicas.standing import State as Found
from core.health import looking, replica_parts
from core.health.part import State
from core.source import System
from tests.servers.standby import LASTS_IN_MEMORY, Standby, standby_of
from tests.support.browsers import surfing_as
from tests.support.community import CleosCommunity
from tests.support.databases import address_of, quick_folder
from tests.support.people import Person
from tests.support.record import as_owner
from tests.support.world import World

WELL = (State.OK, "")


class Hurried(System):
    """The system's own, but for a stopwatch that may be pushed on."""

    ahead = 0.0

    def seconds(self) -> float:
        return super().seconds() + self.ahead


class Copied(CleosCommunity):
    """Cleo's community on a server that a standby follows, and which of the two answered."""

    def __init__(self, world: World, standby: Standby, watch: Hurried) -> None:
        super().__init__(world)
        self.standby, self._watch = standby, watch
        self.board = f"/v1/communities/{self.id}/board"

    def on_the_board(self) -> list[str]:
        """The needs that Cleo finds there."""
        return [need["id"] for need in self.cleo.get(f"{self.board}?limit=50")["needs"]]

    def asks(self) -> tuple[Person, str]:
        """Somebody new asks for something: who, and the need's id."""
        ana = self.member("Ana")
        return ana, ana.need()["id"]

    def later(self) -> None:
        """Whatever rested has rested."""
        self._watch.ahead += 2 * FAILED_RESTS_S

    def part(self) -> tuple[State, str]:
        """What `/readyz` and `doctor` say of copies."""
        self.later()
        found = looking.look(self.world.database, self.world.settings, PARTS).of("replicas")
        assert found is not None
        return found.state, found.sentence


def answered_by(who: str) -> float:
    """How many reads a copy, or the primary in place of one, has answered until now."""
    return REGISTRY.get_sample_value("minka_replica_reads_total", {"answered_by": who}) or 0.0


@pytest.fixture(scope="module")
def standby() -> Iterator[Standby]:
    with (
        quick_folder() as folder,
        embedded.start(folder / "primary", settings=LASTS_IN_MEMORY) as primary,
    ):
        migrate.upgrade(address_of(primary, "minka"))
        with standby_of(primary, folder / "standby") as made:
            yield made


@pytest.fixture(scope="module")
def copied(standby: Standby, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copied]:
    watch, folder = Hurried(), tmp_path_factory.mktemp("copied")
    address = address_of(standby.primary, "minka")
    with World(
        address, folder, source=watch, replica_url=standby.url("minka"), statement_timeout_ms=2_000
    ) as world:
        yield Copied(world, standby, watch)


@pytest.fixture(autouse=True)
def rested(copied: Copied) -> None:
    copied.later()


def test_a_board_is_read_of_the_copy(copied: Copied) -> None:
    (_, need), before, said = copied.asks(), answered_by("replica"), len(copied.standby.was_asked())
    assert need in copied.on_the_board()
    assert answered_by("replica") == before + 1
    assert "FROM need" in copied.standby.was_asked()[said:]


@pytest.mark.parametrize(
    "path", ["board?what=needs", "board?what=offers", "board?what=matches", "queue", "queue/counts"]
)
def test_a_copy_answers_what_the_primary_would(copied: Copied, path: str) -> None:
    copied.asks()
    asked, before = f"/v1/communities/{copied.id}/{path}", answered_by("replica")
    of_the_copy = copied.cleo.get(asked)
    assert answered_by("replica") == before + 1
    with copied.standby.standing_still():
        copied.ben.patch("/v1/me", {"display_name": "Benjamin"})
        of_the_primary = copied.cleo.get(asked)
    assert answered_by("replica") == before + 1
    assert {**of_the_copy, "as_of": 0} == {**of_the_primary, "as_of": 0}


def test_a_desk_in_a_browser_is_read_of_the_copy(copied: Copied) -> None:
    slug = copied.cleo.get(f"/v1/communities/{copied.id}")["slug"]
    with surfing_as(copied.world, copied.cleo) as surfer:
        before = answered_by("replica")
        assert surfer.open(f"/c/{slug}/desk").response.status_code == 200
        assert answered_by("replica") == before + 1


def test_what_one_has_written_is_read_while_the_copy_stands_still(copied: Copied) -> None:
    before = answered_by("primary")
    with copied.standby.standing_still():
        _, need = copied.asks()
        assert need in copied.on_the_board()
    assert answered_by("primary") == before + 1


def test_a_copy_that_stands_still_answers_until_something_is_written(copied: Copied) -> None:
    copied.on_the_board()
    before = answered_by("replica")
    with copied.standby.standing_still():
        copied.on_the_board()
        assert answered_by("replica") == before + 1
        copied.asks()
        copied.on_the_board()
        assert answered_by("replica") == before + 1
    copied.later()
    copied.on_the_board()
    assert answered_by("replica") == before + 2


def test_whoever_hides_is_hidden_at_once(copied: Copied) -> None:
    """A copy that has not heard of it would still show what they asked for."""
    ana, need = copied.asks()
    assert need in copied.on_the_board()
    with copied.standby.standing_still():
        ana.put("/v1/me/hide")
        assert need not in copied.on_the_board()


def test_a_block_holds_at_once(copied: Copied) -> None:
    _, need = copied.asks()
    assert need in copied.on_the_board()
    with copied.standby.standing_still():
        copied.cleo.post("/v1/blocks", {"about": {"type": "need", "id": need}})
        assert need not in copied.on_the_board()


def test_a_role_that_was_taken_away_opens_nothing(copied: Copied) -> None:
    eva = copied.member("Eva")
    copied.world.appoint(eva, copied.id, "coordinator")
    assert eva.get(copied.board)["needs"]
    with copied.standby.standing_still():
        copied.cleo.patch(f"/v1/communities/{copied.id}/members/{eva.id}", {"role": "member"})
        assert eva.refused("GET", copied.board)["status"] == 403


def test_an_export_is_read_of_the_copy_in_one_snapshot(copied: Copied) -> None:
    (ana, need), before, said = copied.asks(), answered_by("replica"), len(copied.standby.was_asked())
    copied.world.prove_again(ana)
    taken = ana.get("/v1/me/export")
    assert need in {row["id"] for row in taken["needs"]}
    assert answered_by("replica") == before + 1
    assert "ISOLATION LEVEL REPEATABLE READ, READ ONLY" in copied.standby.was_asked()[said:]


def test_an_export_holds_what_was_written_a_moment_ago(copied: Copied) -> None:
    with copied.standby.standing_still():
        ana, need = copied.asks()
        copied.world.prove_again(ana)
        assert need in {row["id"] for row in ana.get("/v1/me/export")["needs"]}


def test_a_copy_of_another_history_is_not_read(copied: Copied) -> None:
    """After a failover that it did not follow, it holds what never happened, and its positions say nothing."""
    before = answered_by("replica")
    with as_owner(copied.world.address) as owner:
        owner.execute(text("UPDATE event_history SET timeline = '0000000A'"))
    try:
        copied.on_the_board()
        assert answered_by("replica") == before
        state, sentence = copied.part()
        assert (state, "another history" in sentence) == (State.DEGRADED, True)
    finally:
        with copied.world.database.transaction() as session:
            epochs.follow(session)
    assert copied.part() == WELL


def test_a_copy_that_stands_still_for_long_is_named(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    assert copied.part() == WELL
    with copied.standby.standing_still():
        copied.asks()
        assert copied.part() == WELL, "it is behind, and not for long"
        monkeypatch.setattr(replica_parts, "LONG_BEHIND_S", 0)
        state, sentence = copied.part()
        assert (state, "s behind the primary" in sentence) == (State.DEGRADED, True)


def test_a_frozen_copy_holds_nobody_up_for_long_and_is_left_alone(copied: Copied) -> None:
    (_, need), before = copied.asks(), answered_by("primary")
    with copied.standby.frozen():
        assert need in copied.on_the_board()
        assert copied.world.database.replicas.states == [Found.AWAY]
        assert need in copied.on_the_board()
        assert answered_by("primary") == before + 2
        state, sentence = copied.part()
        assert (state, sentence[:12]) == (State.DEGRADED, "Replica 1 of")
    assert copied.part() == WELL
    assert need in copied.on_the_board()
    assert answered_by("primary") == before + 2


def test_a_copy_that_failed_is_asked_by_nobody_for_a_while(copied: Copied) -> None:
    """Then by one call."""
    [replica] = copied.world.database.replicas._all
    tries: list[None] = []

    def note(*_: object) -> None:
        tries.append(None)

    with copied.standby.frozen():
        copied.on_the_board()
        event.listen(replica._engine, "do_connect", note)
        copied.on_the_board()
        assert tries == []
        copied.later()
        copied.on_the_board()
        copied.on_the_board()
        assert len(tries) == 1
    event.remove(replica._engine, "do_connect", note)


def test_a_killed_copy_fails_no_call_and_is_read_when_it_is_back(copied: Copied) -> None:
    copied.on_the_board()
    before = answered_by("replica")
    copied.standby.kill()
    _, need = copied.asks()
    assert need in copied.on_the_board()
    assert answered_by("replica") == before
    assert copied.part()[0] is State.DEGRADED
    copied.standby.server.revive()
    copied.later()
    while need not in copied.on_the_board() or answered_by("replica") == before:
        copied.later()


def test_what_was_a_copy_and_takes_writes_now_is_not_read(copied: Copied) -> None:
    """The last of them: it was promoted, and the primary did not hear of it."""
    copied.standby.says("SELECT pg_promote()")
    before = answered_by("replica")
    copied.on_the_board()
    assert answered_by("replica") == before
    state, sentence = copied.part()
    assert (state, "names no standby" in sentence) == (State.DEGRADED, True)
