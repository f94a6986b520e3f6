"""Links remember the contact point that they were sent to, and end with it. Those from before end by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("link", sa.Column("contact_id", sa.Uuid(), nullable=True))
    op.create_index("ix_link_contact_id", "link", ["contact_id"])


def downgrade() -> None:
    op.drop_index("ix_link_contact_id", table_name="link")
    op.drop_column("link", "contact_id")
