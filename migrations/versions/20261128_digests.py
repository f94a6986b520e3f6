"""What waits to travel with others; how urgent a need was at a yes; what a representative shares of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

RHYTHM = op.f("ck_notification_rhythm")


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
    )
    op.create_index("ix_digest_person", "digest", ["person_id", "at"])
    op.add_column("notification", sa.Column("rhythm", sa.String(length=32)))
    op.create_check_constraint(RHYTHM, "notification", "rhythm IN ('twice', 'daily', 'seldom')")
    op.add_column("notification", sa.Column("digest_at", sa.DateTime(timezone=True)))
    op.add_column("notification", sa.Column("digest_id", sa.Uuid()))
    op.create_index(
        "ix_notification_digest_due",
        "notification",
        ["digest_at", "person_id"],
        postgresql_where=sa.text("digest_at IS NOT NULL"),
    )
    op.create_index(
        "ix_notification_digest",
        "notification",
        ["digest_id"],
        postgresql_where=sa.text("digest_id IS NOT NULL"),
    )
    op.add_column("delivery", sa.Column("digest_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_delivery_digest_id"), "delivery", "digest", ["digest_id"], ["id"], ondelete="CASCADE"
    )
    _yeses()
    op.add_column(
        "representation", sa.Column("shares", sa.ARRAY(sa.Text()), nullable=False, server_default="{}")
    )


def _yeses() -> None:
    op.add_column(
        "match", sa.Column("urgent_at_yes", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE match m SET urgent_at_yes = true FROM need n"
        " WHERE n.id = m.need_id AND n.urgency = 'urgent' AND m.helper_key_at IS NOT NULL"
    )
    op.alter_column("match", "urgent_at_yes", server_default=None)
    op.add_column("match", sa.Column("yes_told_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_match_yes_waits", "match", ["yes_told_at", "id"], postgresql_where=sa.text("status = 'accepted'")
    )


def downgrade() -> None:
    op.drop_column("representation", "shares")
    op.drop_index("ix_match_yes_waits", table_name="match")
    op.drop_column("match", "yes_told_at")
    op.drop_column("match", "urgent_at_yes")
    op.drop_constraint(op.f("fk_delivery_digest_id"), "delivery", type_="foreignkey")
    op.drop_column("delivery", "digest_id")
    op.drop_index("ix_notification_digest", table_name="notification")
    op.drop_index("ix_notification_digest_due", table_name="notification")
    op.drop_column("notification", "digest_id")
    op.drop_column("notification", "digest_at")
    op.drop_constraint(RHYTHM, "notification", type_="check")
    op.drop_column("notification", "rhythm")
    op.drop_index("ix_digest_person", table_name="digest")
    op.drop_table("digest")
