"""What somebody was as they were suspended, so that letting them back makes them no more than that."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("membership", sa.Column("suspended_as", sa.String()))


def downgrade() -> None:
    op.drop_column("membership", "suspended_as")
