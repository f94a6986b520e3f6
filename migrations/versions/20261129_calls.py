"""Calls that people ask a circle for without an account, and numbers whose owners asked for none."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claimed_by"], ["person.id"], name=op.f("fk_call_request_claimed_by")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_call_request_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_request")),
    )
    for column in ("community_id", "lookup", "closed_at"):
        op.create_index(op.f(f"ix_call_request_{column}"), "call_request", [column])
    op.create_index(
        "uq_call_request_open",
        "call_request",
        ["community_id", "lookup"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "call_shut",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_call_shut_community_id")),
        sa.PrimaryKeyConstraint("community_id", "lookup", name=op.f("pk_call_shut")),
    )
    op.create_index(op.f("ix_call_shut_until"), "call_shut", ["until"])


def downgrade() -> None:
    op.drop_table("call_shut")
    op.drop_table("call_request")
