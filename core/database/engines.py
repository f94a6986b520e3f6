"""How an engine is made, whatever it leads to: no more connections than were said, and nothing that people wrote in its
errors.
"""

from collections.abc import Mapping

import orjson
from sqlalchemy import Engine, create_engine


def made(url: str, *, pool_size: int, pool_timeout: float, line: Mapping[str, object]) -> Engine:
    """An engine of `pool_size` connections; who finds all of them taken waits `pool_timeout` seconds for one. `line`:
    libpq's own words for each connection.
    """
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_timeout,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        hide_parameters=True,  # errors are logged; what people wrote is not
        connect_args=dict(line),
    )
