"""Standing flows from the stewards: since when it holds, how many words it needs, and what was opened on it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RESTS = "status = 'confirmed' AND rests_on IS NOT NULL"
OPENED = "first_opened_at IS NOT NULL"
LEVELS = op.f("ck_match_trustlevel")


def upgrade() -> None:
    op.add_column("membership", sa.Column("trust_since", MOMENT))
    op.add_column("membership", sa.Column("words_needed", sa.Integer))
    op.add_column("membership", sa.Column("word_until", MOMENT))
    op.add_column("membership", sa.Column("word_root", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column(
        "membership", sa.Column("word_checked", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("membership", sa.Column("trust_falls_at", MOMENT))
    for name in ("word_root", "word_checked"):
        op.alter_column("membership", name, server_default=None)
    op.add_column("community", sa.Column("standing_due_at", MOMENT))
    op.create_index(op.f("ix_community_standing_due_at"), "community", ["standing_due_at"])
    op.add_column("match", sa.Column("rests_on", sa.String(32)))
    op.create_check_constraint(LEVELS, "match", "rests_on IN ('new', 'vouched', 'checked')")
    op.add_column("match", sa.Column("first_opened_at", MOMENT))
    op.create_index("ix_match_rests", "match", ["id"], postgresql_where=sa.text(RESTS))
    op.create_index(
        "ix_match_first_opened",
        "match",
        ["first_opened_at"],
        postgresql_where=sa.text(OPENED),
    )
    # Words of before are weighed anew at once, by the first look of the clock.
    op.execute("UPDATE community SET standing_due_at = now() WHERE id IN (SELECT community_id FROM vouch)")
    op.execute(
        "UPDATE match SET rests_on = 'vouched' FROM need WHERE need.id = match.need_id"
        " AND match.status = 'confirmed' AND need.criteria->>'decide' = 'first_who_fits'"
    )


def downgrade() -> None:
    op.drop_index("ix_match_first_opened", "match")
    op.drop_index("ix_match_rests", "match")
    op.drop_column("match", "first_opened_at")
    op.drop_constraint(LEVELS, "match", type_="check")
    op.drop_column("match", "rests_on")
    op.drop_index(op.f("ix_community_standing_due_at"), "community")
    op.drop_column("community", "standing_due_at")
    for name in (
        "trust_falls_at",
        "word_checked",
        "word_root",
        "word_until",
        "words_needed",
        "trust_since",
    ):
        op.drop_column("membership", name)
