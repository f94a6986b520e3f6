"""Whether it is safe to write to somebody without the app, when they were told, and to whom letters went unasked.

How often a need's link into a chat was taken back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "representation", sa.Column("safe_to_write", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.alter_column("representation", "safe_to_write", server_default=None)
    op.add_column("representation", sa.Column("told_at", sa.DateTime(timezone=True)))
    # Who was written down before is not written to now, out of the blue.
    op.execute("UPDATE representation SET told_at = created_at")
    op.create_table(
        "letter_to_stranger",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("lookup", sa.LargeBinary(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )

    op.add_column("need", sa.Column("links_taken_back", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("need", "links_taken_back", server_default=None)


def downgrade() -> None:
    op.drop_column("need", "links_taken_back")
    op.drop_table("letter_to_stranger")
    op.drop_column("representation", "told_at")
    op.drop_column("representation", "safe_to_write")
