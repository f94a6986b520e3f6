"""How what time does is written: a question finds what is due, a function does it to one row. Harmless to run twice.

Ids are looked up without locks; each row is then a transaction of its own, under the locks that everybody takes,
which looks again whether it is still due. `needs`, `offers`, `matches`, `reminders` and `duty` beside it hold them.
"""

import random
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

Find = Callable[[Session, datetime, int], list[UUID]]
Act = Callable[[Session, UUID, datetime], None]
DrawingAct = Callable[[Session, UUID, datetime, random.Random], None]
"""An act that draws lots, as opening a wave does."""
