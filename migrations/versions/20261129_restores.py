"""What a restore and a failover leave behind: the server's history, messages held back, channels that are to be quiet."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

STATUS = op.f("ck_delivery_deliverystatus")
BEFORE = "'pending', 'leased', 'sent', 'superseded', 'expired', 'failed', 'skipped'"
FOLLOW = """
CREATE FUNCTION follow_history() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    here_server bigint := (SELECT system_identifier FROM pg_control_system());
    here_timeline text := left(pg_walfile_name(pg_current_wal_lsn()), 8);
    known public.event_history;
    epoch bigint;
BEGIN
    SELECT * INTO known FROM public.event_history WHERE number = 1 FOR UPDATE;
    IF known.server = here_server AND known.timeline = here_timeline THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.event_history (number, server, timeline) VALUES (1, here_server, here_timeline)
        ON CONFLICT (number) DO UPDATE SET server = excluded.server, timeline = excluded.timeline;
    IF known.number IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT CAST(substring(pg_get_expr(d.adbin, d.adrelid) FROM '[0-9]+') AS bigint) + 1 INTO epoch
      FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
     WHERE d.adrelid = CAST('public.event' AS regclass) AND a.attname = 'epoch';
    EXECUTE format('ALTER TABLE public.event ALTER COLUMN epoch SET DEFAULT %s', epoch);
    RETURN epoch;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "event_history",
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("server", sa.BigInteger(), nullable=False),
        sa.Column("timeline", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event_history")),
    )
    op.execute(FOLLOW)
    op.create_index(
        "ix_person_erased", "person", ["erased_at"], postgresql_where=sa.text("erased_at IS NOT NULL")
    )
    op.create_table(
        "channels_quiet",
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_channels_quiet")),
    )
    op.drop_constraint(STATUS, "delivery")
    op.create_check_constraint(STATUS, "delivery", f"status IN ({BEFORE}, 'held')")


def downgrade() -> None:
    op.execute("UPDATE delivery SET status = 'skipped', code = 'held' WHERE status = 'held'")
    op.drop_constraint(STATUS, "delivery")
    op.create_check_constraint(STATUS, "delivery", f"status IN ({BEFORE})")
    op.drop_table("channels_quiet")
    op.drop_index("ix_person_erased", table_name="person")
    op.execute("DROP FUNCTION follow_history()")
    op.drop_table("event_history")
