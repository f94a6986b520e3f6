"""Alliances: each community's yes to another is a row of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliance",
        sa.Column("community_id", sa.Uuid(), sa.ForeignKey("community.id"), primary_key=True),
        sa.Column("other_id", sa.Uuid(), sa.ForeignKey("community.id"), primary_key=True),
        sa.Column("steward_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("community_id <> other_id", name=op.f("ck_alliance_two")),
    )
    op.create_index(op.f("ix_alliance_other_id"), "alliance", ["other_id"])


def downgrade() -> None:
    op.drop_table("alliance")
