"""Whom authors were shown as able to help, kept for two days."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shown_sample",
        sa.Column("need_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("question", sa.LargeBinary, nullable=False),
        sa.Column("shown", postgresql.JSONB, nullable=False),
        sa.Column("turned_down", postgresql.ARRAY(sa.Uuid), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_shown_sample_need_id")),
        sa.PrimaryKeyConstraint("need_id", "day", "number", name=op.f("pk_shown_sample")),
    )
    op.create_index(op.f("ix_shown_sample_day"), "shown_sample", ["day"])


def downgrade() -> None:
    op.drop_table("shown_sample")
