"""Needs, posted by the people who will benefit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import Point, kept, moment, word, words
from core.models.values import COST, CRITERIA, WINDOWS
from matching.words.said import LastWord
from matching.words.values import Cost, Criteria, Window
from matching.words.vocabulary import ContactVia, NeedStatus, PlaceKind, Unit, Urgency, VisibleTo


class Need(SQLModel, table=True):
    """A need. `cell` is its shown cell (H3, `core.geography.measure`), `shown_pt` that cell's middle on the map,
    `to_cell` the same of its second place: nothing finer stands outside of what is sealed.

    Title, details, private note, address (the door, in own words) and the exact places are sealed under the author's
    key. `minutes` is how long it takes; null: the whole window. `author_id` is whom it is for; `posted_by` differs
    where somebody acts for them. Times of waves: `next_wave_at` is null when nobody is to be asked any more.
    `asked_anew_at` is when it last became another question for those who were silent (null: never); since `held_since`
    only helpers' own limits keep it from being asked for, of whom the first is free again at `held_until`.
    `remind_at` is when the author next hears that its end is near. `turn_at`, for turn and rank, is when it counts as
    posted (null: when it was); `rings_since` when it became one for which those on duty may be rung (null: it is not).
    `last_word` is what was last said of it, from which its status follows with its matches and the time. A double
    (`duplicate_of`) asks nobody; `another_matter`: its author said that it is none, and nobody marks it again.
    `unreached_at`: when a message about it last failed to reach its author (null: none did). `emptied_at`: since when
    nothing but a count is left of it (`services.retention.emptying`).
    """

    __table_args__ = (
        CheckConstraint("quantity IS NULL OR quantity BETWEEN 1 AND 1000000", "quantity"),
        CheckConstraint("at_least >= 1 AND (quantity IS NULL OR at_least <= quantity)", "at_least"),
        CheckConstraint("minutes BETWEEN 5 AND 1440", "minutes"),
        CheckConstraint(
            "criteria->>'decide' IS DISTINCT FROM 'ask_me_first' OR visible_to = 'asked'", "ask_me_first"
        ),
        CheckConstraint("(place_kind = 'remote') = (cell IS NULL)", "place"),
        Index("ix_need_listing", "community_id", "status", "id"),
        Index("ix_need_shown_pt", "shown_pt", postgresql_using="spgist"),
        Index("ix_need_due_expiry", "expires_at", postgresql_where="status IN ('pending', 'open')"),
        Index("ix_need_due_reminder", "remind_at", postgresql_where="status = 'open'"),
        Index("ix_need_due_wave", "next_wave_at", postgresql_where="status = 'open'"),
        Index("ix_need_public", "id", postgresql_where="visible_to = 'public' AND status = 'open'"),
        Index("ix_need_open", "id", postgresql_where="status = 'open'"),
        Index("ix_need_doubles", "duplicate_of", postgresql_where="duplicate_of IS NOT NULL"),
        Index("ix_need_unreached", "community_id", postgresql_where="unreached_at IS NOT NULL"),
        Index(
            "ix_need_standing",
            "community_id",
            "posted_at",
            postgresql_where="status IN ('open', 'matched')",
        ),
        Index("ix_need_board", "community_id", "id"),
        Index(
            "ix_need_to_ring",
            "posted_at",
            postgresql_where="status = 'open' AND urgency = 'urgent' AND rung_at IS NULL AND rings_since IS NOT NULL"
            " AND duplicate_of IS NULL",
        ),
        Index("ix_need_follow_up", "community_id", postgresql_where="follow_up_at IS NOT NULL"),
        Index(
            "ix_need_contact_to_forget",
            "closed_at",
            postgresql_where="status IN ('fulfilled', 'withdrawn') AND closed_at IS NOT NULL"
            " AND (place IS NOT NULL OR to_place IS NOT NULL OR address IS NOT NULL OR private_note IS NOT NULL)",
        ),
        Index(
            "ix_need_to_forget",
            "closed_at",
            postgresql_where="emptied_at IS NULL AND closed_at IS NOT NULL",
        ),
        Index("ix_need_organisation", "organisation_id", postgresql_where="organisation_id IS NOT NULL"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id")
    author_id: UUID = Field(foreign_key="person.id", index=True)
    posted_by: UUID = Field(foreign_key="person.id")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    status: NeedStatus = Field(sa_column=word(NeedStatus))
    last_word: LastWord = Field(default=LastWord.ASKED, sa_column=word(LastWord))
    category: str
    language: str
    title: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    details: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    private_note: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    address: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    place: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    to_place: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    place_kind: PlaceKind = Field(sa_column=word(PlaceKind))
    cell: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    shown_pt: str | None = Field(default=None, sa_column=Column(Point))
    to_cell: int | None = Field(default=None, sa_column=Column(BigInteger))
    windows: tuple[Window, ...] = Field(default=(), sa_column=kept(WINDOWS))
    minutes: int | None = None
    quantity: int | None = Field(default=1, sa_column=Column(Integer))
    unit: Unit = Field(default=Unit.HELPER, sa_column=word(Unit))
    at_least: int = 1
    for_people: int = 1
    urgency: Urgency = Field(sa_column=word(Urgency))
    involves: list[str] = Field(default=[], sa_column=words())
    requires: list[str] = Field(default=[], sa_column=words())
    cost: Cost = Field(default=Cost(), sa_column=kept(COST))
    contact_via: ContactVia = Field(default=ContactVia.SELF, sa_column=word(ContactVia))
    share: list[str] = Field(default=[], sa_column=words())
    show_name: bool = False
    visible_to: VisibleTo = Field(sa_column=word(VisibleTo))
    criteria: Criteria = Field(default=Criteria(), sa_column=kept(CRITERIA))
    posted_at: datetime = Field(sa_column=moment(nullable=False))
    turn_at: datetime | None = Field(default=None, sa_column=moment())
    expires_at: datetime = Field(sa_column=moment(nullable=False))
    remind_at: datetime | None = Field(default=None, sa_column=moment())
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    helped_elsewhere: bool = False
    hidden: bool = False
    author_hidden: bool = False
    duplicate_of: UUID | None = Field(default=None, foreign_key="need.id")
    another_matter: bool = False
    follow_up_at: datetime | None = Field(default=None, sa_column=moment())
    wave: int = 0
    candidates: int | None = None
    next_wave_at: datetime | None = Field(default=None, sa_column=moment())
    asked_anew_at: datetime | None = Field(default=None, sa_column=moment())
    held_since: datetime | None = Field(default=None, sa_column=moment())
    held_until: datetime | None = Field(default=None, sa_column=moment())
    rings_since: datetime | None = Field(default=None, sa_column=moment())
    rung_at: datetime | None = Field(default=None, sa_column=moment())
    handed_over_at: datetime | None = Field(default=None, sa_column=moment())
    unreached_at: datetime | None = Field(default=None, sa_column=moment())
    emptied_at: datetime | None = Field(default=None, sa_column=moment())
    links_taken_back: int = 0
    """How often its author took its link into a chat back; each link after that is another."""
    version: int = 1
    edition: int = 1
    """Counts what its author changed of it, and nothing else: what `If-Match` of an edit compares."""
