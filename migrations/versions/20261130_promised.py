"""An index by which what was promised on an offer is read, past all that came to nothing."""

from alembic import op

from core.database import indexes

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

_PROMISED = "helper_key_at IS NOT NULL AND status NOT IN ('declined', 'superseded', 'withdrawn', 'refused')"


def upgrade() -> None:
    indexes.build_concurrently(op, "ix_match_promised", "match", ["offer_id"], where=_PROMISED)


def downgrade() -> None:
    op.drop_index("ix_match_promised", "match")
