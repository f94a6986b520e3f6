"""The operator's word on a change: a steward made by it did not come to it by another steward alone."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "pending_change", sa.Column("by_operator", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("pending_change", "by_operator", server_default=None)
    op.execute(
        "UPDATE pending_change SET by_operator = true WHERE ended_as = 'made' AND kind = 'steward'"
        " AND ended_at < ends_at"
    )


def downgrade() -> None:
    op.drop_column("pending_change", "by_operator")
