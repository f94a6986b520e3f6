"""Lost answers are given again: what of a refresh was shown, and which sign-in a challenge led to."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("auth_session", sa.Column("shown", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE auth_session SET shown = generation - 1")
    op.alter_column("auth_session", "shown", server_default=None)
    op.add_column("sign_in_challenge", sa.Column("used_at", sa.DateTime(timezone=True)))
    op.add_column("sign_in_challenge", sa.Column("session_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_sign_in_challenge_session_id"), "sign_in_challenge", "auth_session", ["session_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_sign_in_challenge_session_id"), "sign_in_challenge", type_="foreignkey")
    op.drop_column("sign_in_challenge", "session_id")
    op.drop_column("sign_in_challenge", "used_at")
    op.drop_column("auth_session", "shown")
