"""Calls to reach somebody, and acts that may be taken back before anybody is told of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reaching",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("outcome IN ('reached', 'nobody_answered')", name=op.f("ck_reaching_reached")),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_reaching_about_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reaching_by_id")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_reaching_community_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_reaching_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reaching")),
    )
    op.create_index("ix_reaching_need", "reaching", ["need_id", "at"])
    op.create_index(op.f("ix_reaching_about_id"), "reaching", ["about_id"])
    op.create_table(
        "desk_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("events", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_desk_act_by_id")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_desk_act_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_act")),
    )
    op.create_index("ix_desk_act_by", "desk_act", ["by_id", "until"])
    op.create_index(op.f("ix_desk_act_until"), "desk_act", ["until"])
    op.add_column("event_todo", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("event_todo", "not_before")
    op.drop_table("desk_act")
    op.drop_table("reaching")
