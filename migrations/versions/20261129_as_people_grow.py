"""Indexes for what the clock and lists look for, so that no look reads a whole table that grows with the people."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

INDEXES: tuple[tuple[str, str, tuple[str, ...], str | None], ...] = (
    ("ix_need_board", "need", ("community_id", "id"), None),
    (
        "ix_need_to_ring",
        "need",
        ("posted_at",),
        "status = 'open' AND urgency = 'urgent' AND rung_at IS NULL AND rings_since IS NOT NULL"
        " AND duplicate_of IS NULL",
    ),
    ("ix_person_to_be_met", "person", ("id",), "to_be_met IS NOT NULL"),
    ("ix_person_minor", "person", ("id",), "is_adult IS FALSE"),
    ("ix_membership_answering", "membership", ("community_id",), "state = 'active' AND role <> 'member'"),
    ("ix_offer_resuming", "offer", ("paused_until",), "status = 'paused'"),
    (
        "ix_offer_to_check",
        "offer",
        ("checked_in_at",),
        "status = 'active' AND for_need_id IS NULL"
        " AND (check_in_asked_at IS NULL OR check_in_asked_at < checked_in_at)",
    ),
    (
        "ix_offer_unanswered",
        "offer",
        ("check_in_asked_at",),
        "status = 'active' AND check_in_asked_at >= checked_in_at",
    ),
    ("ix_auth_session_over", "auth_session", ("least(expires_at, ended_at)",), None),
    ("ix_device_seen", "device", ("seen_at",), None),
    ("ix_delivery_ended", "delivery", ("expires_at",), "status NOT IN ('pending', 'leased')"),
)


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        op.create_index(
            name,
            table,
            [sa.text(column) for column in columns],
            postgresql_where=sa.text(where) if where else None,
        )


def downgrade() -> None:
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
