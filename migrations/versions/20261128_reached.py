"""Silence counts for whoever was reached; the page of a match by a link; who has taken up what needs a human."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

PURPOSE = op.f("ck_link_linkpurpose")
BEFORE = ("answer", "agreed", "tend_need", "consent", "take_over", "unsubscribe", "shared_need")
SINCE = ("answer", "match", "human", "notice", "tend_need", "tend_offer", *BEFORE[3:])


def _words(words: tuple[str, ...]) -> str:
    return "purpose IN ({})".format(", ".join(f"'{word}'" for word in words))


def upgrade() -> None:
    op.add_column("delivery", sa.Column("came_back_at", sa.DateTime(timezone=True)))
    op.add_column("match", sa.Column("report_asked_at", sa.DateTime(timezone=True)))
    op.add_column("match", sa.Column("unreported_at", sa.DateTime(timezone=True)))
    for column, kind in (("report_asked_at", "report_asked"), ("unreported_at", "match_unreported")):
        op.execute(f"""
            UPDATE match m SET {column} = e.at FROM
                (SELECT subject_id, min(at) AS at FROM event WHERE kind = '{kind}' GROUP BY subject_id) e
             WHERE e.subject_id = m.id
        """)  # noqa: S608  (constants)
    op.drop_constraint(PURPOSE, "link", type_="check")
    op.execute("UPDATE link SET purpose = 'match' WHERE purpose = 'agreed'")
    op.create_check_constraint(PURPOSE, "link", _words(SINCE))
    op.create_table(
        "taken_up",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_taken_up_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_taken_up_person_id")),
        sa.PrimaryKeyConstraint("community_id", "subject_id", name=op.f("pk_taken_up")),
    )
    op.create_index(op.f("ix_taken_up_person_id"), "taken_up", ["person_id"])


def downgrade() -> None:
    op.drop_table("taken_up")
    op.execute("DELETE FROM link WHERE purpose IN ('human', 'notice', 'tend_offer')")
    op.drop_constraint(PURPOSE, "link", type_="check")
    op.execute("UPDATE link SET purpose = 'agreed' WHERE purpose = 'match'")
    op.create_check_constraint(PURPOSE, "link", _words(BEFORE))
    op.drop_column("match", "unreported_at")
    op.drop_column("match", "report_asked_at")
    op.drop_column("delivery", "came_back_at")
