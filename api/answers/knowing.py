"""How a call says that it acts on what somebody else looks after; else it is refused (`services.oversight.taking`)."""

from typing import Annotated

from fastapi import Query

Knowingly = Annotated[
    bool,
    Query(
        description="Act although somebody else looks after it, whose it stays; else 409 `held_by_another`."
    ),
]
