"""What a need's state follows from: the last word on it; doubles; and when it is looked at whether enough come."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WORDS = op.f("ck_need_lastword")


def upgrade() -> None:
    _last_words()
    op.add_column(
        "need", sa.Column("another_matter", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("need", "another_matter", server_default=None)
    op.create_index(
        "ix_need_doubles",
        "need",
        ["duplicate_of"],
        postgresql_where=sa.text("duplicate_of IS NOT NULL"),
    )
    _company()


def _last_words() -> None:
    """Of what is fulfilled, that its author said so stands in its history."""
    op.add_column("need", sa.Column("last_word", sa.String(32), nullable=False, server_default="asked"))
    op.create_check_constraint(
        WORDS, "need", "last_word IN ('unsaid', 'asked', 'enough', 'withdrawn', 'removed')"
    )
    op.execute("UPDATE need SET last_word = status WHERE status IN ('withdrawn', 'removed')")
    op.execute("UPDATE need SET last_word = 'unsaid' WHERE status = 'pending'")
    op.execute("""
        UPDATE need n SET last_word = 'enough'
         WHERE n.status = 'fulfilled'
           AND (n.helped_elsewhere
                OR EXISTS (SELECT FROM event e WHERE e.need_id = n.id AND e.kind = 'need_fulfilled'
                              AND e.payload->>'helped_elsewhere' IS NOT NULL))
    """)
    op.alter_column("need", "last_word", server_default=None)


def _company() -> None:
    """Those who wait for others are looked at with the next tick."""
    op.add_column("match", sa.Column("company_due_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_match_company",
        "match",
        ["company_due_at"],
        postgresql_where=sa.text("status = 'confirmed' AND company_due_at IS NOT NULL"),
    )
    op.execute("""
        UPDATE match m SET company_due_at = now() FROM need n
         WHERE n.id = m.need_id AND m.status = 'confirmed' AND n.at_least > 1
           AND n.at_least > (SELECT sum(CASE o.status WHEN 'confirmed' THEN o.quantity ELSE o.completed_quantity END)
                               FROM match o WHERE o.need_id = n.id AND o.status IN ('confirmed', 'completed'))
    """)


def downgrade() -> None:
    op.drop_index("ix_match_company", "match")
    op.drop_column("match", "company_due_at")
    op.drop_index("ix_need_doubles", "need")
    op.drop_column("need", "another_matter")
    op.drop_constraint(WORDS, "need", type_="check")
    op.drop_column("need", "last_word")
