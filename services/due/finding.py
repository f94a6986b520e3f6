"""How what time does is written: one function looks up what is due, another does it to one row. Harmless to run twice.

Ids are looked up without locks; each row is then a transaction of its own, under the locks that everybody takes,
which looks again whether it is still due. `needs`, `offers`, `matches`, `reminders` and `duty` beside it hold them.
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core.models import Match, Need, Offer

Find = Callable[[Session, datetime, int], list[UUID]]
Act = Callable[[Session, UUID, datetime], None]
DrawingAct = Callable[[Session, UUID, datetime, random.Random], None]
"""An act that draws lots, as opening a wave does."""


def ids(
    session: Session,
    table: type[Need] | type[Offer] | type[Match],
    *wanted: ColumnElement[bool],
    limit: int,
    order: Sequence[Any] = (),  # columns, which SQLModel types as what they hold
) -> list[UUID]:
    """The ids of rows that are due, oldest first or in the order that is named; no lock is taken."""
    first = order or [col(table.id)]
    return list(session.execute(select(col(table.id)).where(*wanted).order_by(*first).limit(limit)).scalars())
