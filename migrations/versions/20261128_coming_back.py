"""Whoever comes back is known by what they proved: former addresses, former selves, who is to be met first."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "former_point",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_point_person_id")),
        sa.PrimaryKeyConstraint("mark", "person_id", name=op.f("pk_former_point")),
    )
    op.create_index(op.f("ix_former_point_until"), "former_point", ["until"])
    op.create_table(
        "former_self",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("former_id", sa.Uuid(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_self_person_id")),
        sa.ForeignKeyConstraint(["former_id"], ["person.id"], name=op.f("fk_former_self_former_id")),
        sa.PrimaryKeyConstraint("person_id", "former_id", name=op.f("pk_former_self")),
    )
    op.create_index(op.f("ix_former_self_former_id"), "former_self", ["former_id"])
    op.create_index(op.f("ix_former_self_until"), "former_self", ["until"])
    op.add_column("person", sa.Column("to_be_met", MOMENT))
    op.add_column("block", sa.Column("comes_with", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_block_comes_with"), "block", "block", ["comes_with"], ["id"], ondelete="CASCADE"
    )
    op.create_index(op.f("ix_block_comes_with"), "block", ["comes_with"])
    op.add_column("auth_session", sa.Column("contact_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_auth_session_contact_id"),
        "auth_session",
        "contact_point",
        ["contact_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index(op.f("ix_auth_session_contact_id"), "auth_session", ["contact_id"])
    op.execute(_SIGNED_IN_BY)


_SIGNED_IN_BY = """
    UPDATE auth_session s SET contact_id = c.id
      FROM (SELECT DISTINCT ON (person_id) person_id, id FROM contact_point
             WHERE verified_at IS NOT NULL ORDER BY person_id, used_at DESC) c
     WHERE c.person_id = s.person_id AND s.ended_at IS NULL
"""
"""Of sign-ins from before it is not known by which address they were: the one that was used last."""


def downgrade() -> None:
    op.drop_index(op.f("ix_auth_session_contact_id"), "auth_session")
    op.drop_constraint(op.f("fk_auth_session_contact_id"), "auth_session", type_="foreignkey")
    op.drop_column("auth_session", "contact_id")
    op.execute("DELETE FROM block WHERE comes_with IS NOT NULL")
    op.drop_index(op.f("ix_block_comes_with"), "block")
    op.drop_constraint(op.f("fk_block_comes_with"), "block", type_="foreignkey")
    op.drop_column("block", "comes_with")
    op.drop_column("person", "to_be_met")
    op.drop_table("former_self")
    op.drop_table("former_point")
