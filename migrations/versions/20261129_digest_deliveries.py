"""An index by which the ways of one digest are found."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_delivery_digest", "delivery", ["digest_id"], postgresql_where=sa.text("digest_id IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_digest", "delivery")
