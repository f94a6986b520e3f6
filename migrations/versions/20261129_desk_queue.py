"""How what stands in a queue came to be somebody's, and what was put off until later."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


HOW = op.f("ck_taken_up_takenhow")


def upgrade() -> None:
    op.add_column("taken_up", sa.Column("how", sa.String(32), nullable=False, server_default="claimed"))
    op.alter_column("taken_up", "how", server_default=None)
    op.create_check_constraint(HOW, "taken_up", "how IN ('claimed', 'acting', 'assigned')")
    op.add_column("taken_up", sa.Column("by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_taken_up_by_id"), "taken_up", "person", ["by_id"], ["id"])
    op.create_table(
        "put_off",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("whys", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_put_off_by_id")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_put_off_community_id")),
        sa.PrimaryKeyConstraint("community_id", "subject_id", name=op.f("pk_put_off")),
    )
    op.create_index(op.f("ix_put_off_until"), "put_off", ["until"])


def downgrade() -> None:
    op.drop_table("put_off")
    op.drop_column("taken_up", "by_id")
    op.drop_column("taken_up", "how")
