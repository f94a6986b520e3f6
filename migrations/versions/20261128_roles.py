"""Since when somebody carries a role, and who gave it: a steward's word about others counts after a while."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("membership", sa.Column("role_since", sa.DateTime(timezone=True)))
    op.add_column("membership", sa.Column("role_by", sa.Uuid))
    op.execute("UPDATE membership SET role_since = since WHERE role <> 'member'")
    op.execute(
        "UPDATE membership SET role_since = e.at, role_by = e.actor_id"
        "  FROM (SELECT DISTINCT ON (community_id, subject_id) community_id, subject_id, at, actor_id"
        "          FROM event WHERE kind = 'role_changed' ORDER BY community_id, subject_id, id DESC) e"
        " WHERE membership.role <> 'member' AND membership.community_id = e.community_id"
        "   AND membership.person_id = e.subject_id"
    )


def downgrade() -> None:
    op.drop_column("membership", "role_by")
    op.drop_column("membership", "role_since")
