"""Handing somebody all that is kept of them: whether they may, how often, in one snapshot, as a file."""

from datetime import datetime

import orjson
from fastapi import Response
from sqlmodel import Session

from core import limits
from core.access import Caller
from core.database.replicas import reading
from doors import etags
from services.access import step_up
from services.exporting import whole

NAME = "minka.json"
_TIMES = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


def file(session: Session, caller: Caller, *, now: datetime) -> Response:
    """Everything of the caller, to be kept by nobody but them. What the call did so far ends here, for the snapshot is
    a transaction's own.

    Raises Forbidden (`step_up_needed`) where they have not shown lately who they are, TooMany on the eleventh of a day.
    """
    step_up.require(session, caller, now)
    limits.take(session, limits.EXPORTS_PER_PERSON, caller.person_id.bytes, now)
    session.commit()
    all_of_it = reading.read(session, lambda copy: whole.of(copy, caller))
    written = orjson.dumps(all_of_it, option=_TIMES)
    headers = {
        "Content-Disposition": f'attachment; filename="minka-{now:%Y-%m-%d}.json"',
        "Cache-Control": etags.NEVER_KEPT,
    }
    return Response(written, 200, headers, "application/json")
