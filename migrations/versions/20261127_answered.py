"""The latest answers in a community, found without those who have not answered yet."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ANSWERED = "opened_by <> 'helper' AND (helper_key_at IS NOT NULL OR status IN ('declined', 'lapsed'))"


def upgrade() -> None:
    op.create_index("ix_match_answered", "match", ["community_id", "id"], postgresql_where=sa.text(ANSWERED))


def downgrade() -> None:
    op.drop_index("ix_match_answered", "match")
