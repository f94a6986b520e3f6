"""Where help could come from: what the search for candidates reads.

A pool is one community's offers in one category. `supply_cell` knows which cells of a pool hold anybody;
`supply` holds one row per live offer and category, in the order in which people were asked.
"""

from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from core.models.columns import Point


class Pool(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("community_id", "category"),)
    id: int | None = Field(default=None, sa_column=Column(Integer, Identity(always=True), primary_key=True))
    community_id: UUID = Field(foreign_key="community.id")
    category: str


class SupplyCell(SQLModel, table=True):
    """`pt` = (pool x 1000 + longitude, Mercator latitude): pools lie apart in one index, neighbours stay so."""

    __tablename__ = "supply_cell"
    __table_args__ = (Index("ix_supply_cell_pt", "pt", postgresql_using="spgist"),)
    pool_id: int = Field(sa_column=Column(ForeignKey("pool.id"), primary_key=True))
    cell: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    pt: str = Field(sa_column=Column(Point, nullable=False))


class Supply(SQLModel, table=True):
    """`cell` is 0 for offers that help from afar. `last_asked_at` is never null: '-infinity' is "never"."""

    __table_args__ = (Index("ix_supply_turn", "pool_id", "cell", "last_asked_at", "offer_id"),)
    offer_id: UUID = Field(sa_column=Column(ForeignKey("offer.id"), primary_key=True))
    pool_id: int = Field(sa_column=Column(ForeignKey("pool.id"), primary_key=True))
    cell: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    last_asked_at: str = Field(
        sa_column=Column(TIMESTAMP(timezone=True), nullable=False, server_default="-infinity")
    )
