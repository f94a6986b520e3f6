"""Limits by standing, and turns between authors."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ACTS = "organisation_id IS NOT NULL"


def upgrade() -> None:
    op.add_column("community", sa.Column("limits_doubled_until", MOMENT))
    op.add_column("need", sa.Column("turn_at", MOMENT))
    op.add_column("need", sa.Column("rings_since", MOMENT))
    # Whoever asked urgently before may be rung for as they were told.
    op.execute("UPDATE need SET rings_since = posted_at WHERE urgency = 'urgent'")
    op.create_index("ix_need_organisation", "need", ["organisation_id"], postgresql_where=sa.text(ACTS))
    op.add_column("sign_in_challenge", sa.Column("digits", sa.Integer, nullable=False, server_default="6"))
    op.alter_column("sign_in_challenge", "digits", server_default=None)
    op.create_index("ix_message_author_id", "message", ["author_id", "at"])


def downgrade() -> None:
    op.drop_column("sign_in_challenge", "digits")
    op.drop_index("ix_message_author_id", "message")
    op.drop_index("ix_need_organisation", "need")
    op.drop_column("need", "rings_since")
    op.drop_column("need", "turn_at")
    op.drop_column("community", "limits_doubled_until")
