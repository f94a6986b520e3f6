"""An index by which the ways of a sign-in code are found, when the code goes."""

from alembic import op

from core.database import indexes

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    indexes.build_concurrently(
        op, "ix_delivery_challenge", "delivery", ["challenge_id"], where="challenge_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_challenge", "delivery")
