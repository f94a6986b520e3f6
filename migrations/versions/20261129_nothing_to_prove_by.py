"""Erasing oneself without anything to show who one is by: from when on. Addresses that show it a day later, and accounts
elsewhere that cannot be signed in to anew: those from before that brought no proved address with them count as such.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_WITHOUT_A_NAME = """
    UPDATE identity i SET anonymous = true
     WHERE NOT EXISTS (SELECT FROM contact_point c WHERE c.person_id = i.person_id AND c.verified_at IS NOT NULL)
"""


def upgrade() -> None:
    op.add_column("person", sa.Column("erasure_from", sa.DateTime(timezone=True)))
    op.add_column("contact_point", sa.Column("proves_from", sa.DateTime(timezone=True)))
    op.add_column("identity", sa.Column("anonymous", sa.Boolean(), nullable=False, server_default="false"))
    op.execute(_WITHOUT_A_NAME)
    op.alter_column("identity", "anonymous", server_default=None)


def downgrade() -> None:
    op.drop_column("identity", "anonymous")
    op.drop_column("contact_point", "proves_from")
    op.drop_column("person", "erasure_from")
