"""Offers: what a helper can do, and within what limits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import kept, moment, word, words
from core.models.values import AVAILABILITY, AWAY, MONEY
from matching.words.values import Away, Money, Slot
from matching.words.vocabulary import OfferStatus


class Offer(SQLModel, table=True):
    """A standing offer, or one made for a single need (`for_need_id`). `cell` is its shown cell: all that matching
    and others see of its place; the exact one is sealed, for help that happens there.

    `author_id` is the person who acts; the helper whose limits count is the organisation where one is named.
    `ended_at`: when it ended; `emptied_at`: since when nothing but a count is left of it.
    """

    __table_args__ = (
        CheckConstraint("at_a_time BETWEEN 1 AND 1000 AND per_week BETWEEN 1 AND 1000", "capacity"),
        CheckConstraint("remote OR cell IS NOT NULL", "place"),
        Index("ix_offer_due_expiry", "expires_at", postgresql_where="status IN ('active', 'paused')"),
        Index("ix_offer_resuming", "paused_until", postgresql_where="status = 'paused'"),
        Index(
            "ix_offer_to_check",
            "checked_in_at",
            postgresql_where="status = 'active' AND for_need_id IS NULL"
            " AND (check_in_asked_at IS NULL OR check_in_asked_at < checked_in_at)",
        ),
        Index(
            "ix_offer_unanswered",
            "check_in_asked_at",
            postgresql_where="status = 'active' AND check_in_asked_at >= checked_in_at",
        ),
        Index(
            "ix_offer_to_forget",
            "ended_at",
            postgresql_where="emptied_at IS NULL AND ended_at IS NOT NULL",
        ),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True)
    author_id: UUID = Field(foreign_key="person.id", index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    for_need_id: UUID | None = Field(default=None, foreign_key="need.id")
    status: OfferStatus = Field(sa_column=word(OfferStatus))
    categories: list[str] = Field(default=[], sa_column=words())
    languages: list[str] = Field(default=[], sa_column=words())
    place: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    cell: int | None = Field(default=None, sa_column=Column(BigInteger))
    reach_km: float = 5.0
    remote: bool = False
    availability: tuple[Slot, ...] = Field(default=(), sa_column=kept(AVAILABILITY))
    away: tuple[Away, ...] = Field(default=(), sa_column=kept(AWAY))
    at_a_time: int = 1
    per_week: int = 2
    up_to: int = 1
    has: list[str] = Field(default=[], sa_column=words())
    cannot: list[str] = Field(default=[], sa_column=words())
    money: Money = Field(default=Money(), sa_column=kept(MONEY))
    stock: int | None = None
    share: list[str] = Field(default=[], sa_column=words())
    posted_at: datetime = Field(sa_column=moment(nullable=False))
    expires_at: datetime = Field(sa_column=moment(nullable=False))
    paused_until: datetime | None = Field(default=None, sa_column=moment())
    last_asked_at: datetime | None = Field(default=None, sa_column=moment())
    checked_in_at: datetime = Field(sa_column=moment(nullable=False))
    check_in_asked_at: datetime | None = Field(default=None, sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    emptied_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = 1
    edition: int = 1
    """Counts what its author changed of it, and nothing else: what `If-Match` of an edit compares."""

    @property
    def helper_id(self) -> UUID:
        """Whose limits count: the organisation's where it acts, else the person's."""
        return self.organisation_id or self.author_id
