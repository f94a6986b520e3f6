"""Concerns that a human looks at, blocks that name what they are about, and whose word ended a match."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PAIR, TRIPLE = op.f("uq_block_blocker_id_blocked_id"), op.f("uq_block_blocker_id_blocked_id_organisation_id")


def upgrade() -> None:
    op.add_column("match", sa.Column("ended_by", sa.String(), nullable=True))
    op.execute(_ENDED_BY)
    _blocks()
    _concerns()


def _blocks() -> None:
    op.add_column("block", sa.Column("organisation_id", sa.Uuid(), nullable=True))
    op.add_column("block", sa.Column("about_type", sa.String(), nullable=True))
    op.add_column("block", sa.Column("about_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_block_organisation_id"), "block", "organisation", ["organisation_id"], ["id"]
    )
    op.drop_constraint(PAIR, "block", type_="unique")
    op.create_unique_constraint(
        TRIPLE,
        "block",
        ["blocker_id", "blocked_id", "organisation_id"],
        postgresql_nulls_not_distinct=True,
    )


def _concerns() -> None:
    op.create_table(
        "concern",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            _word("by", "helper", "beneficiary", "coordinator", "engine", "clock", "system"),
            nullable=False,
        ),
        sa.Column("for_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("about_role", _word("role", "member", "coordinator", "steward"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bars_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_concern_match_id")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_concern_community_id")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_concern_for_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_concern_by_id")),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_concern_about_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_concern_organisation_id")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_concern_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("match_id", "side", name=op.f("uq_concern_match_id_side")),
    )
    standing = sa.text("closed_at IS NULL")
    op.create_index("ix_concern_about_id", "concern", ["about_id"], postgresql_where=standing)
    op.create_index("ix_concern_community_id", "concern", ["community_id"], postgresql_where=standing)
    op.create_index(
        "ix_concern_organisation_id",
        "concern",
        ["organisation_id"],
        postgresql_where=sa.text("closed_at IS NULL AND organisation_id IS NOT NULL"),
    )
    op.execute(_RAISED_BEFORE)
    op.execute(_APART)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


_ENDED_BY = """
    UPDATE match SET ended_by = e.payload->>'by' FROM event e
     WHERE e.subject_id = match.id AND e.kind IN ('match_cancelled', 'match_refused', 'match_declined', 'match_withdrawn')
       AND match.status IN ('cancelled', 'refused', 'declined', 'withdrawn')
"""
_RAISED_BEFORE = """
    INSERT INTO concern (id, match_id, community_id, side, for_id, by_id, about_id, organisation_id, about_role, at,
                         bars_until)
    SELECT gen_random_uuid(), m.id, m.community_id, r.side,
           CASE r.side WHEN 'helper' THEN m.helper_person_id ELSE m.beneficiary_id END, r.author_id,
           CASE r.side WHEN 'helper' THEN m.beneficiary_id ELSE m.helper_person_id END,
           CASE r.side WHEN 'helper' THEN n.organisation_id ELSE o.organisation_id END,
           coalesce(s.role, 'member'), r.at, r.at + interval '14 days'
      FROM match_report r
      JOIN match m ON m.id = r.match_id
      JOIN need n ON n.id = m.need_id
      JOIN offer o ON o.id = m.offer_id
      LEFT JOIN membership s ON s.community_id = m.community_id AND s.state = 'active'
       AND s.person_id = CASE r.side WHEN 'helper' THEN m.beneficiary_id ELSE m.helper_person_id END
     WHERE r.concern
"""
_APART = """
    INSERT INTO block (id, blocker_id, blocked_id, organisation_id, about_type, about_id, at)
    SELECT gen_random_uuid(), who.id, c.about_id, c.organisation_id, 'match', c.match_id, c.at
      FROM concern c CROSS JOIN LATERAL (SELECT c.for_id AS id UNION SELECT c.by_id) who
     WHERE who.id <> c.about_id
    ON CONFLICT DO NOTHING
"""
"""Concerns from before keep the two apart from now on, as new ones do."""


def downgrade() -> None:
    op.drop_table("concern")
    op.execute("DELETE FROM block WHERE organisation_id IS NOT NULL")
    op.drop_constraint(TRIPLE, "block", type_="unique")
    op.create_unique_constraint(PAIR, "block", ["blocker_id", "blocked_id"])
    for column in ("about_id", "about_type", "organisation_id"):
        op.drop_column("block", column)
    op.drop_column("match", "ended_by")
