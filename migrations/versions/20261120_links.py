"""Links that open a small page, and messages by SMS."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHANNEL = op.f("ck_delivery_channelname")


def upgrade() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "answer",
                "agreed",
                "tend_need",
                "consent",
                "take_over",
                "unsubscribe",
                "shared_need",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("lookup", name=op.f("uq_link_lookup")),
    )
    op.create_index(op.f("ix_link_person_id"), "link", ["person_id"])
    op.create_index(op.f("ix_link_expires_at"), "link", ["expires_at"])
    op.create_table(
        "sms_month",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_sms_month_community_id")),
        sa.PrimaryKeyConstraint("community_id", "month", name=op.f("pk_sms_month")),
    )
    op.drop_constraint(CHANNEL, "delivery")
    op.create_check_constraint(CHANNEL, "delivery", "channel IN ('push', 'email', 'sms')")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE channel = 'sms'")
    op.drop_constraint(CHANNEL, "delivery")
    op.create_check_constraint(CHANNEL, "delivery", "channel IN ('push', 'email')")
    op.drop_table("sms_month")
    op.drop_table("link")
