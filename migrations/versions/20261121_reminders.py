"""When each side of a match is next reminded of the agreed time; deliveries for which there is no channel."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SIDES = ("helper", "beneficiary")
STATUS = op.f("ck_delivery_deliverystatus")
BEFORE = "'pending', 'leased', 'sent', 'superseded', 'expired', 'failed'"


def upgrade() -> None:
    for side in SIDES:
        column = f"{side}_remind_at"
        op.add_column("match", sa.Column(column, sa.DateTime(timezone=True)))
        op.create_index(
            f"ix_match_{side}_remind",
            "match",
            [column],
            postgresql_where=sa.text(f"status = 'confirmed' AND {column} IS NOT NULL"),
        )
    op.drop_constraint(STATUS, "delivery")
    op.create_check_constraint(STATUS, "delivery", f"status IN ({BEFORE}, 'skipped')")


def downgrade() -> None:
    op.execute("UPDATE delivery SET status = 'failed' WHERE status = 'skipped'")
    op.drop_constraint(STATUS, "delivery")
    op.create_check_constraint(STATUS, "delivery", f"status IN ({BEFORE})")
    for side in SIDES:
        op.drop_index(f"ix_match_{side}_remind", "match")
        op.drop_column("match", f"{side}_remind_at")
