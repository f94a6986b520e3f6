"""What has become of a need so far over the wire: whom it waits for, and what happens next."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Shape, Written
from matching.asking.nobody import Nobody
from matching.words.vocabulary import NextStep, Outlook
from services.needs.progress import Progress


class NextOut(Shape):
    step: NextStep
    at: datetime | None


class ProgressOut(Shape):
    asked: int
    waiting: int
    yes: int
    outlook: Outlook
    next: NextOut
    on_duty: bool = Field(description="Whether a coordinator may be rung now.")
    community_dormant: bool = Field(description="No coordinator was here for a fortnight.")
    community_full_until: datetime | None = Field(
        default=None,
        description="Till then the community said that it can take on no more; helpers are asked all the same.",
    )
    why: list[Nobody] | None = Field(
        default=None,
        description="Where `outlook` is `nobody`: why, once `GET /v1/needs/{id}/matches` was asked; there in words.",
    )

    @classmethod
    def shown(cls, progress: Progress) -> Written:
        shown: Written = {
            "asked": progress.asked,
            "waiting": progress.waiting,
            "yes": progress.yes,
            "outlook": progress.outlook,
            "next": {"step": progress.step, "at": progress.at},
            "on_duty": progress.on_duty,
            "community_dormant": progress.community_dormant,
        }
        if progress.full_until is not None:
            shown["community_full_until"] = progress.full_until
        return shown | {"why": progress.why} if progress.why else shown
