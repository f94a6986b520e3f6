"""Events, notifications and deliveries in partitions; what was there before is the first of each.

Made by functions of the owner's, which the serving role may call: it owns no table, and what it may do to a partition
is to read it. Why, and why these bounds: docs/adr/0029.
"""

from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

PARTITIONS_OF = """
CREATE FUNCTION partitions_of(parent text) RETURNS TABLE (name text, low text, high text)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.relname::text,
           substring(bounds FROM 'FROM \\(''([^'']+)''\\)'), substring(bounds FROM 'TO \\(''([^'']+)''\\)')
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
           pg_get_expr(c.relpartbound, c.oid) bounds
     WHERE i.inhparent = ('public.' || quote_ident(parent))::regclass
$$
"""
START_OF = """
CREATE FUNCTION id_at(moment timestamptz) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT rpad(lpad(to_hex(trunc(extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$
"""
MONTH_OF = """
CREATE FUNCTION month_of(id uuid) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT date_trunc('month', to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0),
                      'UTC')
$$
"""
MAKE_PARTITION = """
CREATE FUNCTION make_partition(parent text, id text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' SET timezone = 'UTC' AS $$
DECLARE
    made text; low text; high text; month timestamptz; reader text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('minka: partitions'));
    IF parent = 'event' THEN
        IF EXISTS (SELECT FROM public.partitions_of(parent) p
                    WHERE coalesce(p.low::bigint <= id::bigint, true) AND id::bigint < p.high::bigint) THEN
            RETURN NULL;
        END IF;
        low := id::bigint / 5000000 * 5000000;
        high := low::bigint + 5000000;
        made := format('event_from_%s', low);
    ELSIF parent IN ('notification', 'delivery') THEN
        IF EXISTS (SELECT FROM public.partitions_of(parent) p
                    WHERE coalesce(p.low::uuid <= id::uuid, true) AND id::uuid < p.high::uuid) THEN
            RETURN NULL;
        END IF;
        month := public.month_of(id::uuid);
        low := public.id_at(month);
        high := public.id_at(month + interval '1 month');
        made := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
    ELSE
        RAISE EXCEPTION '% is in no partitions', parent;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING ALL EXCLUDING IDENTITY)', made, parent);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   parent, made, low, high);
    FOR reader IN SELECT DISTINCT a.grantee::regrole::text FROM pg_class c, aclexplode(c.relacl) a
                   WHERE c.oid = ('public.' || parent)::regclass AND a.grantee <> c.relowner AND a.grantee <> 0
                     AND a.privilege_type = 'SELECT' LOOP
        EXECUTE format('GRANT SELECT ON public.%I TO %s', made, reader);
    END LOOP;
    RETURN made;
END $$
"""
DROP_EMPTY = """
CREATE FUNCTION drop_empty_partitions(parent text, before timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    old text; filled boolean; dropped int := 0;
BEGIN
    IF parent NOT IN ('notification', 'delivery') THEN
        RAISE EXCEPTION 'no partition of % is ever dropped', parent;
    END IF;
    FOR old IN SELECT p.name FROM public.partitions_of(parent) p WHERE p.high::uuid <= public.id_at(before) LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', old) INTO filled;
        CONTINUE WHEN filled;
        EXECUTE format('LOCK TABLE ONLY public.%I IN ACCESS EXCLUSIVE MODE', parent);
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', old) INTO filled;
        CONTINUE WHEN filled;
        EXECUTE format('DROP TABLE public.%I', old);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$
"""
INDEXES = {
    "event": {
        "ix_event_subject": "(subject_id, id)",
        "ix_event_need": "(need_id, id)",
        "ix_event_feed": "(epoch, xid, id)",
        "ix_event_actor_id": "(actor_id)",
        "ix_event_community_id": "(community_id)",
    },
    "notification": {
        "ix_notification_inbox": "(person_id, id)",
        "ix_notification_digest_due": "(digest_at, person_id) WHERE digest_at IS NOT NULL",
        "ix_notification_digest": "(digest_id) WHERE digest_id IS NOT NULL",
    },
    "delivery": {
        "ix_delivery_due": "(due_at) WHERE status IN ('pending', 'leased')",
        "ix_delivery_notification": "(notification_id)",
        "ix_delivery_digest": "(digest_id) WHERE digest_id IS NOT NULL",
    },
}
"""By table: the indexes that it has already, and its partitions take along."""
FOREIGN_KEYS = {
    "event": (),
    "notification": ("person_id) REFERENCES person (id)",),
    "delivery": (
        "challenge_id) REFERENCES sign_in_challenge (id) ON DELETE CASCADE",
        "digest_id) REFERENCES digest (id) ON DELETE CASCADE",
    ),
}


def upgrade() -> None:
    op.execute("SET LOCAL timezone = 'UTC'")
    for function in (PARTITIONS_OF, START_OF, MONTH_OF, MAKE_PARTITION, DROP_EMPTY):
        op.execute(function)
    op.execute("ALTER TABLE event_todo DROP CONSTRAINT fk_event_todo_event_id")
    op.execute("ALTER TABLE delivery DROP CONSTRAINT fk_delivery_notification_id")
    op.execute("DROP INDEX uq_notification_event_person")
    for table in INDEXES:
        _put_aside(table)
    _number_on()
    month_after = """
        id_at(month_of(greatest(id_at(now()), (SELECT id FROM {0}_first ORDER BY id DESC LIMIT 1)))
              + interval '1 month')
    """
    _attach("event", "(SELECT coalesce(max(id), 0) / 5000000 * 5000000 + 5000000 FROM event_first)")
    for table in ("notification", "delivery"):
        _attach(table, month_after.format(table))
    op.execute("CREATE INDEX ix_notification_event ON notification (event_id, person_id)")
    op.execute("""
        SELECT make_partition('event', (high::bigint + 5000000 * n)::text)
          FROM partitions_of('event'), generate_series(0, 1) n
    """)
    op.execute("""
        SELECT make_partition(parent, id_at(month_of(id_at(now())) + n * interval '1 month')::text)
          FROM unnest(ARRAY['notification', 'delivery']) parent, generate_series(0, 3) n
    """)


def _put_aside(table: str) -> None:
    """The table becomes what will be the first partition of a new one, which takes its name."""
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_first")
    op.execute(f"ALTER TABLE {table}_first RENAME CONSTRAINT pk_{table} TO pk_{table}_first")
    for index in INDEXES[table]:
        op.execute(f"ALTER INDEX {index} RENAME TO {index}_first")
    op.execute(f"""
        CREATE TABLE {table} (LIKE {table}_first INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
            PARTITION BY RANGE (id)
    """)
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY (id)")
    for index, on in INDEXES[table].items():
        op.execute(f"CREATE INDEX {index} ON {table} {on}")
    for key in FOREIGN_KEYS[table]:
        column = key.partition(")")[0]
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT fk_{table}_{column} FOREIGN KEY ({key}")


def _number_on() -> None:
    """Events go on being numbered where they were."""
    op.execute("""
        DO $$
        DECLARE
            was record;
        BEGIN
            SELECT last_value, is_called INTO was FROM event_id_seq;
            ALTER TABLE event_first ALTER COLUMN id DROP IDENTITY;
            ALTER TABLE event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
            PERFORM setval('event_id_seq', was.last_value, was.is_called);
        END $$
    """)


def _attach(table: str, high: str) -> None:
    """What was there is the partition of everything below this bound, an SQL expression."""
    op.execute(f"""
        DO $$
        BEGIN
            EXECUTE format('ALTER TABLE {table} ATTACH PARTITION {table}_first FOR VALUES FROM (MINVALUE) TO (%L)',
                           {high});
        END $$
    """)


def downgrade() -> None:
    for table in INDEXES:
        _back_together(table)
    op.execute("CREATE UNIQUE INDEX uq_notification_event_person ON notification (event_id, person_id)")
    op.execute("""
        ALTER TABLE delivery ADD CONSTRAINT fk_delivery_notification_id
            FOREIGN KEY (notification_id) REFERENCES notification (id) ON DELETE CASCADE
    """)
    op.execute("""
        ALTER TABLE event_todo ADD CONSTRAINT fk_event_todo_event_id FOREIGN KEY (event_id) REFERENCES event (id)
    """)
    op.execute("DROP FUNCTION drop_empty_partitions(text, timestamptz)")
    op.execute("DROP FUNCTION make_partition(text, text)")
    op.execute("DROP FUNCTION partitions_of(text)")
    op.execute("DROP FUNCTION month_of(uuid)")
    op.execute("DROP FUNCTION id_at(timestamptz)")


def _back_together(table: str) -> None:
    op.execute(f"""
        CREATE TABLE {table}_whole (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)
    """)
    op.execute(f"INSERT INTO {table}_whole SELECT * FROM {table}")  # noqa: S608  (put together from constants)
    if table == "event":
        op.execute("""
            DO $$
            DECLARE
                was record;
            BEGIN
                SELECT last_value, is_called INTO was FROM event_id_seq;
                DROP TABLE event;
                ALTER TABLE event_whole ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME event_id_seq);
                PERFORM setval('event_id_seq', was.last_value, was.is_called);
            END $$
        """)
    else:
        op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_whole RENAME TO {table}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY (id)")
    for index, on in INDEXES[table].items():
        op.execute(f"CREATE INDEX {index} ON {table} {on}")
    for key in FOREIGN_KEYS[table]:
        column = key.partition(")")[0]
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT fk_{table}_{column} FOREIGN KEY ({key}")
