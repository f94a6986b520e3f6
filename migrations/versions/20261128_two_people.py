"""A match of an organisation says who of it comes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("match", sa.Column("people", postgresql.ARRAY(sa.Uuid)))


def downgrade() -> None:
    op.drop_column("match", "people")
