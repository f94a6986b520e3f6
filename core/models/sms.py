"""Text messages cost money: what each community has sent this month."""

from datetime import date
from uuid import UUID

from sqlalchemy import Column, Date, ForeignKey
from sqlmodel import Field, SQLModel


class SmsMonth(SQLModel, table=True):
    """A community's text messages in one month. `told`: its coordinators know that the budget is spent."""

    __tablename__ = "sms_month"
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    month: date = Field(sa_column=Column(Date, primary_key=True))
    sent: int = 0
    told: bool = False
