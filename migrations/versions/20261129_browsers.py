"""What holds a sign-in: an app by its tokens, or a browser by its cookie, on one's own phone or on one of others."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Enum("app", "browser", name="signinkind", native_enum=False, create_constraint=True, length=32)
    op.add_column("auth_session", sa.Column("kind", kind, nullable=False, server_default="app"))
    op.add_column(
        "auth_session", sa.Column("own_phone", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    for column in ("kind", "own_phone"):
        op.alter_column("auth_session", column, server_default=None)


def downgrade() -> None:
    op.drop_column("auth_session", "own_phone")
    op.drop_column("auth_session", "kind")
