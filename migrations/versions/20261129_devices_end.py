"""Devices end with the sign-in that registered them; those from before do once they are registered anew. What apps call
a device is sealed: names from before, in clear, are forgotten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", sa.Column("session_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_device_session_id"), "device", "auth_session", ["session_id"], ["id"], ondelete="CASCADE"
    )
    op.create_index(op.f("ix_device_session_id"), "device", ["session_id"])
    op.drop_column("auth_session", "device_name")
    op.add_column("auth_session", sa.Column("device_name", sa.LargeBinary()))


def downgrade() -> None:
    op.drop_column("auth_session", "device_name")
    op.add_column("auth_session", sa.Column("device_name", sa.Text(), nullable=False, server_default=""))
    op.alter_column("auth_session", "device_name", server_default=None)
    op.drop_index(op.f("ix_device_session_id"), table_name="device")
    op.drop_constraint(op.f("fk_device_session_id"), "device", type_="foreignkey")
    op.drop_column("device", "session_id")
