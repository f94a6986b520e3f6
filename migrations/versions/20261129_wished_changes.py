"""What one side wishes to change of what was agreed, and whose hand wrote it."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

COLUMNS = {
    "change_by": sa.String(),
    "change_hand": sa.Uuid(),
    "change_quantity": sa.Integer(),
    "change_from": sa.DateTime(timezone=True),
    "change_to": sa.DateTime(timezone=True),
}


def upgrade() -> None:
    for column, kind in COLUMNS.items():
        op.add_column("match", sa.Column(column, kind))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("match", column)
