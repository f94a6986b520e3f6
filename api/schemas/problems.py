"""What is told when something is wrong (RFC 9457), as the description shows it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.edits import unsaid
from api.schemas.needs_shown import EmergencyLine
from api.schemas.words import ClosedWhy, CurrentState, FieldCode, PossibleMove, ProblemCode, RefusalReason


class ProblemField(Shape):
    """One field or parameter that is wrong; with the bound that it broke, where there is one."""

    pointer: str = unsaid(description="JSON pointer into the body.")
    parameter: str = unsaid(description="Of the query, or a header.")
    code: FieldCode
    detail: str
    least: float = unsaid()
    most: float = unsaid()
    above: float = unsaid()
    below: float = unsaid()
    minutes: int = unsaid(description="How long it takes at least.")


class NearCircle(Shape):
    """A community that is near to where there is none."""

    id: UUID
    name: str
    km: int


class Problem(Shape):
    """RFC 9457. `code` is stable; `title` and `detail` are in the caller's language, and say what to do next."""

    type: str
    title: str
    status: int = Field(le=599)
    detail: str
    code: ProblemCode
    errors: list[ProblemField] = unsaid()
    current: CurrentState = unsaid()
    allowed: list[PossibleMove] = unsaid()
    reason: RefusalReason = unsaid()
    why: ClosedWhy = unsaid()
    emergency: list[EmergencyLine] = unsaid(description="Whom to call where no community is.")
    phone: str = unsaid(description="The community's own number, to call it oneself.")
    nearest: list[NearCircle] = unsaid()
    community_id: UUID = unsaid(description="The community to join first.")
    most: int = unsaid(description="How many there may be at most.")
    many: int = unsaid(description="How many there are.")
    at: datetime = unsaid(description="When it is possible.")
    tries_left: int = unsaid(description="How often the code may still be tried.")
