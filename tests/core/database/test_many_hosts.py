"""A database named by several hosts, of which the one that takes writes is meant: all holds as with one."""

import queue
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from core.crypto.vault import Vault
from core.database.db import Address, Database
from core.database.wakeups import wake
from scheduler.waker import Waker
from tests.support.databases import on_many_hosts
from tests.support.world import World

GENEROUS_S = 30


def test_who_writes_and_who_listens_finds_the_primary_among_the_hosts(address: Address) -> None:
    several = on_many_hosts(address)
    heard: queue.Queue[str] = queue.Queue()
    waker = Waker(several.direct_url, heard.put)
    with closing(
        Database(several.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000)
    ) as database:
        waker.start()
        try:
            assert heard.get(timeout=GENEROUS_S) == ""
            with database.transaction() as session:
                session.execute(text("INSERT INTO clock_offset (seconds) VALUES (0)"))
                wake(session, "written")
            assert heard.get(timeout=GENEROUS_S) == "written"
        finally:
            waker.stop()


def test_a_need_is_posted_and_asked_for_on_a_server_among_several(address: Address, tmp_path: Path) -> None:
    with World(on_many_hosts(address), tmp_path) as world:
        ana, ben = world.person("ana"), world.person("ben")
        world.community(ana, ben)
        ben.offer()
        ana.need()
        world.tick()
        [match] = ben.get("/v1/matches")["items"]
        assert (match["need"]["category"], match["status"]) == ("groceries", "proposed")
