"""Since when nothing but a count is left of a need, an offer, a match; when unused accounts were told that they end."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

UNUSED = ("unused_told", "unused_again")
EMPTIED = ("need", "offer", "match")
ENDED = {"need": "closed_at", "offer": "ended_at", "match": "ended_at"}


def upgrade() -> None:
    for table in EMPTIED:
        op.add_column(table, sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("offer", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE offer SET ended_at = least(expires_at, now()) WHERE status IN ('expired', 'withdrawn', 'removed')"
    )
    for table, ended in ENDED.items():
        unforgotten = sa.text(f"emptied_at IS NULL AND {ended} IS NOT NULL")
        op.create_index(f"ix_{table}_to_forget", table, [ended], postgresql_where=unforgotten)
    placed = sa.text(
        "status IN ('fulfilled', 'withdrawn') AND closed_at IS NOT NULL"
        " AND (place IS NOT NULL OR to_place IS NOT NULL OR address IS NOT NULL OR private_note IS NOT NULL)"
    )
    op.create_index("ix_need_contact_to_forget", "need", ["closed_at"], postgresql_where=placed)
    op.alter_column("appeal", "sealed", existing_type=sa.LargeBinary(), nullable=True)
    for column in UNUSED:
        op.add_column("person", sa.Column(f"{column}_at", sa.DateTime(timezone=True), nullable=True))
        told = sa.text(f"erased_at IS NULL AND {column}_at IS NOT NULL")
        op.create_index(f"ix_person_{column}", "person", [f"{column}_at"], postgresql_where=told)
    op.create_index(
        "ix_person_seen",
        "person",
        [sa.text("coalesce(seen_at, created_at)")],
        postgresql_where=sa.text("erased_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_person_seen", "person")
    for column in UNUSED:
        op.drop_index(f"ix_person_{column}", "person")
        op.drop_column("person", f"{column}_at")
    op.execute("UPDATE appeal SET sealed = '' WHERE sealed IS NULL")
    op.alter_column("appeal", "sealed", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_index("ix_need_contact_to_forget", "need")
    for table in EMPTIED:
        op.drop_index(f"ix_{table}_to_forget", table)
        op.drop_column(table, "emptied_at")
    op.drop_column("offer", "ended_at")
