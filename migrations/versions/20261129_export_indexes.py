"""Indexes by which everything of one person is found."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

COLUMNS = (
    ("note", "author_id"),
    ("match_report", "author_id"),
    ("vouch", "voucher_id"),
    ("former_point", "person_id"),
    ("concern", "by_id"),
    ("concern", "for_id"),
    ("appeal", "for_id"),
    ("appeal", "by_id"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in COLUMNS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
