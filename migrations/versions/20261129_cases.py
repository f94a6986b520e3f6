"""Cases with what was reported, and the evidence frozen under a key of each."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _cases()
    _reports()
    _evidence()


def _cases() -> None:
    op.create_table(
        "safety_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("about_role", _word("role", "member", "coordinator", "steward"), nullable=False),
        sa.Column("pressing", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "outcome",
            _word("caseoutcome", "closed", "warned", "suspended", "removed", "lapsed"),
            nullable=True,
        ),
        sa.Column("keeps_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_safety_case_community_id")),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_safety_case_about_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_safety_case_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_case")),
    )
    op.create_index(
        "uq_safety_case_open",
        "safety_case",
        ["community_id", "about_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_safety_case_about_id", "safety_case", ["about_id"])
    for name, column in (("ix_safety_case_pause", "pause_due_at"), ("ix_safety_case_keeps", "keeps_until")):
        op.create_index(name, "safety_case", [column], postgresql_where=sa.text(f"{column} IS NOT NULL"))
    op.create_table(
        "case_key",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["safety_case.id"], name=op.f("fk_case_key_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_key")),
    )


def _reports() -> None:
    whole = ["case_id", "by_id", "for_id", "about_type", "about_id", "kind"]
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("for_id", sa.Uuid(), nullable=False),
        sa.Column("about_type", _word("reportabout", *_ABOUT), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _word("reportkind", *_KINDS), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["safety_case.id"], name=op.f("fk_report_case_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_report_by_id")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_report_for_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_report_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(*whole, name=op.f("uq_report_" + "_".join(whole))),
    )
    op.create_index("ix_report_by_id", "report", ["by_id", "id"])
    op.create_index("ix_report_for_id", "report", ["for_id", "id"])
    op.create_index("ix_report_concern_id", "report", ["concern_id"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _word("evidencekind", *_EVIDENCE), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["safety_case.id"], name=op.f("fk_evidence_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_case_id", "evidence", ["case_id", "id"])


_ABOUT = ("person", "match", "message", "need", "offer", "community")
_KINDS = (
    "felt_unsafe",
    "harassment",
    "theft_or_money",
    "fake",
    "child_at_risk",
    "discrimination",
    "coordinator",
    "other",
)
_EVIDENCE = ("words", "message", "match_report", "need", "offer", "community")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    for table in ("evidence", "report", "case_key", "safety_case"):
        op.drop_table(table)
