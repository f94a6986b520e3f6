"""Matches: one need, one offer, two keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import json, kept, moment, word, words
from core.models.values import SPOKEN, Spoken
from matching.words.vocabulary import By, CompletedBy, MatchStatus, Outcome, TrustLevel


class Match(SQLModel, table=True):
    """A key is who turned it and when; `*_spoken` says how a yes was given where somebody spoke for another.

    `helper_number` stands for the person in the constraint that forbids two confirmed matches at one time (null for
    organisations, who can be in two places). `*_remind_at` is when that side is next reminded of the agreed time;
    null: not again. `between_*` is some time of a longer stretch, where no hour is agreed. `waits_since` is since
    when a yes waits anew, after both had said theirs. `ended_by` is whose word ended it, also where nobody else is
    told. `rests_on` is the standing that opened contact (null: none did), `first_opened_at` when the author's key,
    given ahead, turned for whoever was first. `urgent_at_yes`: the need was when the helper said yes; `yes_told_at`:
    when the author is next told of a yes that waits (null: not reckoned yet). `people`: who comes of an organisation,
    as it said; None: it did not say. `report_asked_at` is when both were asked how it went, `unreported_at` since
    when coordinators are to ask. `company_due_at`: fewer have agreed to come than must, and then it is looked at again
    (null: they suffice, or nobody else must come). `change_*` is what one side wishes to change of what was agreed, and
    whose hand wrote it. `emptied_at`: since when nothing but a count is left of it.
    """

    __table_args__ = (
        CheckConstraint(
            "confirmed_at IS NULL OR (helper_key_at IS NOT NULL AND beneficiary_key_at IS NOT NULL)",
            "both_keys",
        ),
        CheckConstraint("helper_key_by <> beneficiary_key_by", "two_hands"),
        Index(
            "uq_match_live_pair",
            "need_id",
            "helper_id",
            unique=True,
            postgresql_where="status IN ('proposed', 'invited', 'accepted', 'confirmed')",
        ),
        Index("ix_match_helper_status", "helper_id", "status"),
        Index(
            "ix_match_helper_lately",
            "helper_id",
            "created_at",
            postgresql_include=["need_id", "opened_by", "status", "helper_key_at", "confirmed_at", "chance"],
        ),
        # Small ones that stay right however fast the table grows past its statistics, as in a round it does.
        Index("ix_match_holding", "offer_id", postgresql_where="status IN ('accepted', 'confirmed')"),
        # Of the many that a helper was ever asked for, the few to which they said yes (services.facts.promises).
        Index(
            "ix_match_promised",
            "offer_id",
            postgresql_where="helper_key_at IS NOT NULL"
            " AND status NOT IN ('declined', 'superseded', 'withdrawn', 'refused')",
        ),
        Index(
            "ix_match_stood_back",
            "need_id",
            postgresql_where="status = 'superseded' AND helper_key_at IS NOT NULL",
        ),
        Index("ix_match_community", "community_id", "id"),
        Index(
            "ix_match_answered",
            "community_id",
            "id",
            postgresql_where="opened_by <> 'helper'"
            " AND (helper_key_at IS NOT NULL OR status IN ('declined', 'lapsed'))",
        ),
        Index("ix_match_person", "helper_person_id", "id"),
        Index("ix_match_reply", "reply_by", postgresql_where="status IN ('proposed', 'invited', 'accepted')"),
        Index(
            "ix_match_contact_due",
            "contact_until",
            postgresql_where="status = 'confirmed' AND NOT contact_closed",
        ),
        Index(
            "ix_match_helper_remind",
            "helper_remind_at",
            postgresql_where="status = 'confirmed' AND helper_remind_at IS NOT NULL",
        ),
        Index(
            "ix_match_beneficiary_remind",
            "beneficiary_remind_at",
            postgresql_where="status = 'confirmed' AND beneficiary_remind_at IS NOT NULL",
        ),
        Index(
            "ix_match_company",
            "company_due_at",
            postgresql_where="status = 'confirmed' AND company_due_at IS NOT NULL",
        ),
        Index("ix_match_rests", "id", postgresql_where="status = 'confirmed' AND rests_on IS NOT NULL"),
        Index(
            "ix_match_first_opened",
            "first_opened_at",
            postgresql_where="first_opened_at IS NOT NULL",
        ),
        Index("ix_match_yes_waits", "yes_told_at", "id", postgresql_where="status = 'accepted'"),
        Index(
            "ix_match_to_forget",
            "ended_at",
            postgresql_where="emptied_at IS NULL AND ended_at IS NOT NULL",
        ),
        Index("ix_match_due", "due_at", postgresql_where="status IN ('confirmed', 'disputed')"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    need_id: UUID = Field(foreign_key="need.id", index=True)
    offer_id: UUID = Field(foreign_key="offer.id", index=True)
    community_id: UUID = Field(foreign_key="community.id")
    beneficiary_id: UUID = Field(foreign_key="person.id", index=True)
    helper_id: UUID
    helper_person_id: UUID = Field(foreign_key="person.id")
    helper_number: int | None = Field(default=None, sa_column=Column(BigInteger))
    status: MatchStatus = Field(sa_column=word(MatchStatus))
    quantity: int = 1
    people: list[UUID] | None = Field(default=None, sa_column=Column(ARRAY(Uuid)))
    opened_by: By = Field(sa_column=word(By))
    created_at: datetime = Field(sa_column=moment(nullable=False))
    helper_key_at: datetime | None = Field(default=None, sa_column=moment())
    helper_key_by: UUID | None = None
    helper_spoken: Spoken | None = Field(default=None, sa_column=kept(SPOKEN, nullable=True))
    urgent_at_yes: bool = False
    yes_told_at: datetime | None = Field(default=None, sa_column=moment())
    beneficiary_key_at: datetime | None = Field(default=None, sa_column=moment())
    beneficiary_key_by: UUID | None = None
    beneficiary_spoken: Spoken | None = Field(default=None, sa_column=kept(SPOKEN, nullable=True))
    agreed_from: datetime | None = Field(default=None, sa_column=moment())
    agreed_to: datetime | None = Field(default=None, sa_column=moment())
    between_from: datetime | None = Field(default=None, sa_column=moment())
    between_to: datetime | None = Field(default=None, sa_column=moment())
    waits_since: datetime | None = Field(default=None, sa_column=moment())
    change_by: str | None = None
    change_hand: UUID | None = None
    change_quantity: int | None = None
    change_from: datetime | None = Field(default=None, sa_column=moment())
    change_to: datetime | None = Field(default=None, sa_column=moment())
    helper_remind_at: datetime | None = Field(default=None, sa_column=moment())
    beneficiary_remind_at: datetime | None = Field(default=None, sa_column=moment())
    reply_by: datetime | None = Field(default=None, sa_column=moment())
    score: int | None = None
    parts: dict[str, int] = Field(default={}, sa_column=json())
    reasons: list[str] = Field(default=[], sa_column=words())
    p_yes: float | None = None
    chance: float | None = None
    propensity: float | None = None
    wave: int | None = None
    rests_on: TrustLevel | None = Field(default=None, sa_column=word(TrustLevel, nullable=True))
    first_opened_at: datetime | None = Field(default=None, sa_column=moment())
    confirmed_at: datetime | None = Field(default=None, sa_column=moment())
    contact_until: datetime | None = Field(default=None, sa_column=moment())
    contact_closed: bool = False
    report_asked_at: datetime | None = Field(default=None, sa_column=moment())
    unreported_at: datetime | None = Field(default=None, sa_column=moment())
    due_at: datetime | None = Field(default=None, sa_column=moment())
    company_due_at: datetime | None = Field(default=None, sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    end_code: str | None = None
    ended_by: str | None = None
    completed_by: CompletedBy | None = Field(default=None, sa_column=word(CompletedBy, nullable=True))
    completed_quantity: int | None = None
    emptied_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = 1


class MatchReport(SQLModel, table=True):
    """How it went, in one side's words. `thanks` goes to the other, `note` to coordinators only."""

    __tablename__ = "match_report"
    match_id: UUID = Field(sa_column=Column(ForeignKey("match.id"), primary_key=True))
    side: By = Field(sa_column=Column(word(By).type, primary_key=True))
    author_id: UUID = Field(foreign_key="person.id", index=True)
    outcome: Outcome = Field(sa_column=word(Outcome))
    at: datetime = Field(sa_column=moment(nullable=False))
    hours: float | None = None
    quantity: int | None = None
    thanks: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    note: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    concern: bool = False


class Message(SQLModel, table=True):
    """A note between the two people of a match, sealed under its writer's key."""

    __table_args__ = (Index("ix_message_author_id", "author_id", "at"),)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    match_id: UUID = Field(foreign_key="match.id", index=True)
    author_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_column=moment(nullable=False))
    sealed: bytes


class MessageSeen(SQLModel, table=True):
    """Up to which message somebody has read what was written in a match."""

    __tablename__ = "message_seen"
    match_id: UUID = Field(sa_column=Column(ForeignKey("match.id"), primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    up_to: UUID
