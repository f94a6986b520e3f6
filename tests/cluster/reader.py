"""A reader of events in their order, all the while: what an app's feed will stand on."""

import threading
import time

import psycopg

from tests.cluster.whole import Cluster

_FOLLOW = "SELECT follow_history()"
_EPOCH = """
    SELECT CAST(substring(pg_get_expr(d.adbin, d.adrelid) FROM '[0-9]+') AS bigint)
      FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
     WHERE d.adrelid = CAST('event' AS regclass) AND a.attname = 'epoch'
"""
_NEXT = """
    SELECT epoch, xid, id FROM event
     WHERE (epoch, xid, id) > (%s, %s, %s)
       AND (epoch < %s OR xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
     ORDER BY epoch, xid, id LIMIT 500
"""
_ALL = "SELECT epoch, xid, id FROM event WHERE (epoch, xid, id) <= (%s, %s, %s) ORDER BY epoch, xid, id"
Place = tuple[int, int, int]
PAUSE_S = 0.5


class Reader:
    """Reads on from its cursor, through whatever befalls the database; use start and stop."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.read: list[Place] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._live, name="reader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def wrong(self) -> str:
        """What was skipped or read twice until now; empty where nothing was."""
        read = list(self.read)
        if not read:
            return "nothing was read"
        with self._cluster.connect() as connection:
            there = [tuple(row) for row in connection.execute(_ALL, read[-1])]
        skipped, twice = len(set(there) - set(read)), len(read) - len(set(read))
        gone = len(set(read) - set(there))
        if skipped or twice or gone or read != there:
            return f"{skipped} skipped, {twice} twice, {gone} read and gone"
        return ""

    def _live(self) -> None:
        while not self._over.is_set():
            try:
                with self._cluster.connect() as connection:
                    while not self._over.is_set():
                        self._read_on(connection)
                        time.sleep(PAUSE_S)
            except psycopg.Error:
                time.sleep(PAUSE_S)

    def _read_on(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        connection.execute(_FOLLOW)
        [[epoch]] = connection.execute(_EPOCH).fetchall()
        last = self.read[-1] if self.read else (0, 0, 0)
        for row in connection.execute(_NEXT, (*last, epoch)).fetchall():
            self.read.append((int(str(row[0])), int(str(row[1])), int(str(row[2]))))
