"""Representatives: people without the app, and who speaks for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("represented", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("person", "represented", server_default=None)
    op.drop_constraint(op.f("uq_contact_point_kind_lookup"), "contact_point")
    op.create_index(
        "uq_contact_point_verified",
        "contact_point",
        ["kind", "lookup"],
        unique=True,
        postgresql_where=sa.text("verified_at IS NOT NULL"),
    )
    op.create_index("ix_contact_point_lookup", "contact_point", ["lookup"])
    op.create_table(
        "representation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("representative_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "phone",
                "in_person",
                "written",
                "link",
                native_enum=False,
                create_constraint=True,
                length=32,
                name="consenthow",
            ),
            nullable=False,
        ),
        sa.Column("covers", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True)),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    op.create_index(op.f("ix_representation_person_id"), "representation", ["person_id"])
    op.create_index(op.f("ix_representation_representative_id"), "representation", ["representative_id"])
    op.create_index(
        "uq_representation_standing",
        "representation",
        ["person_id", "representative_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "household_mark",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("lookup", sa.LargeBinary(), primary_key=True),
    )
    op.create_index(op.f("ix_household_mark_lookup"), "household_mark", ["lookup"])
    op.create_table(
        "take_over",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("made_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
    )
    op.create_index(op.f("ix_take_over_person_id"), "take_over", ["person_id"])


def downgrade() -> None:
    op.drop_table("take_over")
    op.drop_table("household_mark")
    op.drop_table("representation")
    op.drop_index("ix_contact_point_lookup", "contact_point")
    op.drop_index("uq_contact_point_verified", "contact_point")
    op.create_unique_constraint(op.f("uq_contact_point_kind_lookup"), "contact_point", ["kind", "lookup"])
    op.drop_column("person", "represented")
