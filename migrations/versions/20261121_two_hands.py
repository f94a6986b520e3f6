"""A match is confirmed by two keys, and they were turned by two hands: held by the database itself."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BOTH_KEYS, TWO_HANDS = op.f("ck_match_both_keys"), op.f("ck_match_two_hands")


def upgrade() -> None:
    op.create_check_constraint(
        BOTH_KEYS,
        "match",
        "confirmed_at IS NULL OR (helper_key_at IS NOT NULL AND beneficiary_key_at IS NOT NULL)",
    )
    op.create_check_constraint(TWO_HANDS, "match", "helper_key_by <> beneficiary_key_by")


def downgrade() -> None:
    op.drop_constraint(TWO_HANDS, "match", type_="check")
    op.drop_constraint(BOTH_KEYS, "match", type_="check")
