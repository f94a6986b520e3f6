"""A counter of what its author changed of a thing, beside the one of all that happens to it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("need", "offer", "community", "organisation", "person")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("edition", sa.Integer(), server_default="1", nullable=False))
        op.alter_column(table, "edition", server_default=None)
    op.add_column("idempotent_answer", sa.Column("headers", sa.JSON(), server_default="{}", nullable=False))
    op.alter_column("idempotent_answer", "headers", server_default=None)


def downgrade() -> None:
    op.drop_column("idempotent_answer", "headers")
    for table in TABLES:
        op.drop_column(table, "edition")
