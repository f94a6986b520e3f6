"""Duty that begins later and is handed on; and a circle that is full for today."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("duty", sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE duty SET since = least(now(), until)")
    op.alter_column("duty", "since", nullable=False)
    op.add_column("duty", sa.Column("handed_on_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("community", sa.Column("full_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("community", sa.Column("full_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("community", "full_by")
    op.drop_column("community", "full_until")
    op.drop_column("duty", "handed_on_at")
    op.drop_column("duty", "since")
