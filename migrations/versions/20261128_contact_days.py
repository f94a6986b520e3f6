"""Contact closes thirty days after the second yes at the latest, also of what was agreed before."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE match SET contact_until = confirmed_at + interval '30 days'"
        " WHERE status = 'confirmed' AND contact_until > confirmed_at + interval '30 days'"
    )


def downgrade() -> None:
    """What is shut stays shut."""
