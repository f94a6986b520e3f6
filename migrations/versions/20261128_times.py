"""Some time of a longer stretch, where a match has no agreed hour; since when a yes waits once more."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COLUMNS = ("between_from", "between_to", "waits_since")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("match", sa.Column(column, sa.DateTime(timezone=True)))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("match", column)
