"""Thousands of needs that wait at one moment, so that a worker asks for them in a round, and what became of them."""

from tests.cluster.database_machine import every
from tests.cluster.stage import Stage

MANY = 5_000
STARTS_WITHIN_S = 60.0
DONE_WITHIN_S = 240.0
"""A region whose worker died is free again after a minute and a half."""

_COPY = """
    INSERT INTO need
    SELECT (jsonb_populate_record(n, jsonb_build_object(
               'id', uuidv7(), 'author_id', CAST(%s AS text), 'posted_by', CAST(%s AS text),
               'title', NULL, 'details', NULL, 'private_note', NULL,
               'status', 'open', 'last_word', 'asked', 'wave', 0, 'handed_over_at', NULL,
               'closed_at', NULL, 'urgency', 'soon', 'next_wave_at', now(), 'expires_at', now() + interval '1 day'
           ))).*
      FROM need n, generate_series(1, %s) WHERE n.id = (SELECT id FROM need ORDER BY id LIMIT 1)
"""
_UNDER_WAY = "SELECT count(*) FROM region WHERE until > now()"
_WAITING = "SELECT count(*) FROM need WHERE status = 'open' AND wave = 0 AND next_wave_at <= now()"


def gather(stage: Stage) -> None:
    """They are there, all of the circle's founder, who does nothing else, and a round has begun."""
    founder = stage.load.founder.id
    for _ in range(MANY):
        stage.load.ledger.began("need")
    with stage.cluster.connect() as connection:
        connection.execute(_COPY, (founder, founder, MANY))
        for _ in every(0.01, STARTS_WITHIN_S):
            [(under_way,)] = connection.execute(_UNDER_WAY).fetchall()
            if under_way:
                return


def wait_until_asked(stage: Stage) -> None:
    """Each of them was looked at, by whoever was left to do it."""
    with stage.cluster.connect() as connection:
        for _ in every(0.5, DONE_WITHIN_S):
            [(waiting,)] = connection.execute(_WAITING).fetchall()
            if not waiting:
                return
