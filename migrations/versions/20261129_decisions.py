"""Decisions of humans about somebody, and the appeals against them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RULINGS = (
    "removed",
    "reinstated",
    "hidden",
    "shown",
    "completed",
    "failed",
    "concern_closed",
    "concern_renewed",
    "suspended",
    "let_back",
    "closed",
    "warned",
    "upheld",
    "overturned",
)


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("community_id", sa.Uuid, nullable=False),
        sa.Column("about", _word("ruled", "need", "match", "membership", "case", "appeal"), nullable=False),
        sa.Column("about_id", sa.Uuid, nullable=False),
        sa.Column("ruling", _word("ruling", *RULINGS), nullable=False),
        sa.Column("concerns", postgresql.ARRAY(sa.Uuid), nullable=False),
        sa.Column("against_id", sa.Uuid),
        sa.Column("parties", postgresql.ARRAY(sa.Uuid), nullable=False),
        sa.Column("accused_id", sa.Uuid),
        sa.Column("by_id", sa.Uuid),
        sa.Column("by_role", _word("role", "member", "coordinator", "steward")),
        sa.Column("event_id", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_decision_community_id")),
        sa.ForeignKeyConstraint(["against_id"], ["person.id"], name=op.f("fk_decision_against_id")),
        sa.ForeignKeyConstraint(["accused_id"], ["person.id"], name=op.f("fk_decision_accused_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_decision_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("event_id", name=op.f("uq_decision_event_id")),
    )
    op.create_index("ix_decision_concerns", "decision", ["concerns"], postgresql_using="gin")
    op.create_index("ix_decision_about_id", "decision", ["about_id", "at"])
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("for_id", sa.Uuid, nullable=False),
        sa.Column("by_id", sa.Uuid, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("outcome", _word("ruling", *RULINGS)),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_appeal_decision_id")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_appeal_for_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_appeal_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeal_decision_id")),
    )
    op.create_index("ix_appeal_open", "appeal", ["at"], postgresql_where="closed_at IS NULL")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    op.drop_table("appeal")
    op.drop_table("decision")
