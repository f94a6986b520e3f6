"""How each channel does, and with which settings a channel rests: corrected ones end its rest."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_state",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_state")),
    )
    op.add_column("channel_rest", sa.Column("fingerprint", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("channel_rest", "fingerprint")
    op.drop_table("channel_state")
