"""Any number of duties of one person, that lie apart."""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("pk_duty", "duty", type_="primary")
    op.create_primary_key("pk_duty", "duty", ["community_id", "person_id", "since"])


def downgrade() -> None:
    op.execute("""
        DELETE FROM duty d USING duty l
         WHERE l.community_id = d.community_id AND l.person_id = d.person_id AND l.since < d.since
    """)
    op.drop_constraint("pk_duty", "duty", type_="primary")
    op.create_primary_key("pk_duty", "duty", ["community_id", "person_id"])
