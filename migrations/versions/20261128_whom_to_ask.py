"""Whom the engine asks: when a need is another question, what it waits for, why nobody was there; and needs that exist
only for whom their author picks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ASKED_FIRST = op.f("ck_need_ask_me_first")


def upgrade() -> None:
    for name in ("asked_anew_at", "held_since", "held_until"):
        op.add_column("need", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column(
        "shown_sample",
        sa.Column("why", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"),
    )
    op.execute(
        "UPDATE need SET visible_to = 'asked', version = version + 1"
        " WHERE criteria->>'decide' = 'ask_me_first' AND visible_to <> 'asked'"
    )
    op.create_check_constraint(
        ASKED_FIRST, "need", "criteria->>'decide' IS DISTINCT FROM 'ask_me_first' OR visible_to = 'asked'"
    )


def downgrade() -> None:
    op.drop_constraint(ASKED_FIRST, "need", type_="check")
    op.drop_column("shown_sample", "why")
    for name in ("held_until", "held_since", "asked_anew_at"):
        op.drop_column("need", name)
