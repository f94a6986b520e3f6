"""When whoever is signed in last showed who they are. Of sign-ins from before: when they began."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

COLUMNS = ("proved_at", "revealed_at")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("auth_session", sa.Column(column, sa.DateTime(timezone=True)))
    op.execute("UPDATE auth_session SET proved_at = created_at")


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("auth_session", column)
