"""By which words of their names people of a circle are found, and helpers from whom nothing was heard for long."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "name_mark",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_name_mark_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_name_mark_person_id")),
        sa.PrimaryKeyConstraint("community_id", "person_id", "mark", name=op.f("pk_name_mark")),
    )
    op.create_index("ix_name_mark_mark", "name_mark", ["community_id", "mark"])
    op.create_index(op.f("ix_name_mark_person_id"), "name_mark", ["person_id"])
    op.create_table(
        "helper_silence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_helper_silence_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_helper_silence")),
    )


def downgrade() -> None:
    op.drop_table("helper_silence")
    op.drop_table("name_mark")
