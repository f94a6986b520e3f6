"""When the operator was told of a case, a concern or an appeal that nobody of its community may hear."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None
TABLES = ("safety_case", "concern", "appeal")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("operator_told_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "operator_told_at")
