"""Links: a small page that one token opens, for one purpose and a few days."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment, word


class LinkPurpose(StrEnum):
    """What a link is for: the one thing that its page can do."""

    ANSWER = "answer"
    """Say yes or no to a match: as the helper who was asked, or as the person who asked for help."""
    MATCH = "match"
    """Read one match of one's own, and do in it whatever is open to one."""
    HUMAN = "human"
    """See why something in a community needs a human, and take it up."""
    NOTICE = "notice"
    """Read what one was told of, and decide it where it asks for a decision."""
    TEND_NEED = "tend_need"
    """Renew or close an own need."""
    TEND_OFFER = "tend_offer"
    """Renew, pause or end an own offer."""
    CONSENT = "consent"
    """Say whether somebody may speak for one."""
    TAKE_OVER = "take_over"
    """Take everything into one's own hands."""
    UNSUBSCRIBE = "unsubscribe"
    """Switch off a kind of message, or e-mail altogether."""
    SHARED_NEED = "shared_need"
    """Answer a need that its author shared into a chat. Belongs to nobody."""


class Link(SQLModel, table=True):
    """A token's keyed hash and what it opens. `subject_id` is a match, a need, a person or a notification.

    `contact_id`: the contact point that it was sent to, if any; it opens nothing once that is its owner's no more.
    `opened` counts how often the page was looked at, `answers` how many said "I can" on it; nobody is recorded.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    lookup: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    purpose: LinkPurpose = Field(sa_column=word(LinkPurpose))
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    subject_id: UUID
    contact_id: UUID | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_column=moment(nullable=False))
    expires_at: datetime = Field(sa_column=moment(nullable=False, index=True))
    used_at: datetime | None = Field(default=None, sa_column=moment())
    opened: int = 0
    answers: int = 0
