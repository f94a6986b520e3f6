"""Looks at people's places and contacts, emergencies of communities, and events that name no category of a need."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_WAYS = ("alone", "speaks_for", "owed", "asked")


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "reveal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(*_WAYS, name="way", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        _moment("asked_at", nullable=False),
        sa.Column("event_id", sa.BigInteger()),
        _moment("opened_at"),
        _moment("due_at"),
        sa.Column("seen_by", sa.Uuid()),
        _moment("seen_at"),
        _moment("told_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"]),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"]),
        *(sa.ForeignKeyConstraint([name], ["person.id"]) for name in ("by_id", "about_id", "seen_by")),
    )
    op.create_index("ix_reveal_by_id", "reveal", ["by_id", "opened_at"])
    op.create_index("ix_reveal_need_id", "reveal", ["need_id"])
    waits = sa.text("seen_at IS NULL AND way IN ('asked', 'owed')")
    op.create_index("ix_reveal_waits", "reveal", ["community_id"], postgresql_where=waits)
    op.add_column("community", _moment("emergency_until"))
    op.execute(
        "UPDATE event SET payload = payload - 'category' WHERE kind = 'need_posted' AND payload ? 'category'"
    )


def downgrade() -> None:
    op.drop_column("community", "emergency_until")
    op.drop_table("reveal")
