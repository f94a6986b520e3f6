"""Duty, recognition by neighbours, dormant communities."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty",
        sa.Column("community_id", sa.Uuid(), sa.ForeignKey("community.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "recognition",
        sa.Column("community_id", sa.Uuid(), sa.ForeignKey("community.id"), primary_key=True),
        sa.Column("steward_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("need", sa.Column("rung_at", sa.DateTime(timezone=True)))
    op.add_column("community", sa.Column("dormant", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("community", "dormant", server_default=None)


def downgrade() -> None:
    op.drop_column("community", "dormant")
    op.drop_column("need", "rung_at")
    op.drop_table("recognition")
    op.drop_table("duty")
