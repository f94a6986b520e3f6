"""In which circle somebody was written down by whoever speaks for them, and that somebody was not let into one."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


RULINGS = (
    *("removed", "reinstated", "hidden", "shown", "completed", "failed", "concern_closed", "concern_renewed"),
    *("suspended", "let_back", "closed", "warned", "upheld", "overturned"),
)
_RULED = (("decision", "ruling", op.f("ck_decision_ruling")), ("appeal", "outcome", op.f("ck_appeal_ruling")))


def _hold(*rulings: str) -> None:
    """The words that a decision, and the end of an appeal, may be."""
    words = ", ".join(f"'{ruling}'" for ruling in rulings)
    for table, column, name in _RULED:
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, f"{column} IN ({words})")


def upgrade() -> None:
    _hold(*RULINGS, "not_admitted", "handed_over")
    op.add_column("representation", sa.Column("community_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_representation_community_id"), "representation", "community", ["community_id"], ["id"]
    )


def downgrade() -> None:
    _hold(*RULINGS)
    op.drop_constraint(op.f("fk_representation_community_id"), "representation")
    op.drop_column("representation", "community_id")
