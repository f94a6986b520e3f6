"""Needs of whose news their author was not reached, those to look at again, and calls that nobody answered: found at
once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("need", sa.Column("unreached_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_need_unreached", "need", ["community_id"], postgresql_where=sa.text("unreached_at IS NOT NULL")
    )
    op.create_index(
        "ix_need_follow_up", "need", ["community_id"], postgresql_where=sa.text("follow_up_at IS NOT NULL")
    )
    op.create_index(
        "ix_need_standing",
        "need",
        ["community_id", "posted_at"],
        postgresql_where=sa.text("status IN ('open', 'matched')"),
    )
    op.create_index(
        "ix_reaching_nobody",
        "reaching",
        ["community_id", "at"],
        postgresql_where=sa.text("outcome = 'nobody_answered'"),
    )


def downgrade() -> None:
    op.drop_index("ix_reaching_nobody", "reaching")
    op.drop_index("ix_need_standing", "need")
    op.drop_index("ix_need_follow_up", "need")
    op.drop_index("ix_need_unreached", "need")
    op.drop_column("need", "unreached_at")
