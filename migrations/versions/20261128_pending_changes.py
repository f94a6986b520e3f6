"""Changes of a community that wait, people invited by an organisation, and what the operator is told and says."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = "ended_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "pending_change",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("community_id", sa.Uuid, nullable=False),
        sa.Column(
            "kind",
            _word("changekind", "steward", "description", "emergency_added", "emergency_taken", "checked"),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid),
        sa.Column("proposed", postgresql.JSONB, nullable=False),
        sa.Column("by_id", sa.Uuid, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("agreed", postgresql.ARRAY(sa.Uuid), nullable=False),
        sa.Column("agreed_as_neighbours", postgresql.ARRAY(sa.Uuid), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_as", _word("changeend", "made", "objected", "withdrawn", "lapsed")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_pending_change_community_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pending_change_person_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pending_change_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_change")),
    )
    op.create_index(
        "uq_pending_change_open",
        "pending_change",
        ["community_id", "kind", "person_id"],
        unique=True,
        postgresql_where=OPEN,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_pending_change_due", "pending_change", ["ends_at"], postgresql_where=OPEN)
    op.create_index(op.f("ix_pending_change_person_id"), "pending_change", ["person_id"])
    op.create_table(
        "organisation_invitation",
        sa.Column("organisation_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("by_id", sa.Uuid, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_invitation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_organisation_invitation_person_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_organisation_invitation_by_id")),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_organisation_invitation")),
    )
    op.create_index(op.f("ix_organisation_invitation_person_id"), "organisation_invitation", ["person_id"])
    op.add_column("delivery", sa.Column("event_id", sa.BigInteger))
    op.alter_column("note", "author_id", nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM note WHERE author_id IS NULL")
    op.alter_column("note", "author_id", nullable=False)
    op.execute("DELETE FROM delivery WHERE event_id IS NOT NULL")
    op.drop_column("delivery", "event_id")
    op.drop_table("organisation_invitation")
    op.drop_table("pending_change")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
