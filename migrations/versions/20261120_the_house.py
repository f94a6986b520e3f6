"""The house: every table of the first version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.models.columns import Point

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_offset",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_offset")),
    )
    op.create_table(
        "community",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "recognised",
                name="communitystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("reach_km", sa.Float(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column(
            "join_policy",
            sa.Enum(
                "open",
                "approval",
                "vouched",
                "invitation",
                name="joinpolicy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("emergency", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("policy", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reach_km > 0 AND reach_km <= 500", name=op.f("ck_community_reach")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
    )
    op.create_index(op.f("ix_community_state"), "community", ["state"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("epoch", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column(
            "xid",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("for_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_actor_id"), "event", ["actor_id"], unique=False)
    op.create_index(op.f("ix_event_community_id"), "event", ["community_id"], unique=False)
    op.create_index("ix_event_feed", "event", ["epoch", "xid", "id"], unique=False)
    op.create_index("ix_event_need", "event", ["need_id", "id"], unique=False)
    op.create_index("ix_event_subject", "event", ["subject_id", "id"], unique=False)
    op.create_table(
        "channel_rest",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_rest")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cooperative",
                "collective",
                "association",
                "union",
                "faith_group",
                "ngo",
                "public_body",
                "business",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("stands_for", sa.Text(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("display_name", sa.LargeBinary(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("is_adult", sa.Boolean(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("asks_a_day", sa.Integer(), nullable=True),
        sa.Column("asks_a_week", sa.Integer(), nullable=True),
        sa.Column("urgent_welcome", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
    )
    op.create_table(
        "rate_limit",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("tat", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limit")),
    )
    op.create_index(op.f("ix_rate_limit_tat"), "rate_limit", ["tat"], unique=False)
    op.create_table(
        "region",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_region")),
    )
    op.create_table(
        "sent_copy",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_copy")),
    )
    op.create_index(op.f("ix_sent_copy_address"), "sent_copy", ["address"], unique=False)
    op.create_table(
        "sign_in_challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "email", "phone", name="contactkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_challenge")),
    )
    op.create_index(
        op.f("ix_sign_in_challenge_expires_at"), "sign_in_challenge", ["expires_at"], unique=False
    )
    op.create_index(op.f("ix_sign_in_challenge_lookup"), "sign_in_challenge", ["lookup"], unique=False)
    op.create_table(
        "auth_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device_name", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_auth_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_session")),
    )
    op.create_index(op.f("ix_auth_session_person_id"), "auth_session", ["person_id"], unique=False)
    op.create_table(
        "block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("blocker_id", sa.Uuid(), nullable=False),
        sa.Column("blocked_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("blocker_id <> blocked_id", name=op.f("ck_block_not_oneself")),
        sa.ForeignKeyConstraint(["blocked_id"], ["person.id"], name=op.f("fk_block_blocked_id")),
        sa.ForeignKeyConstraint(["blocker_id"], ["person.id"], name=op.f("fk_block_blocker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("blocker_id", "blocked_id", name=op.f("uq_block_blocker_id_blocked_id")),
    )
    op.create_index(op.f("ix_block_blocked_id"), "block", ["blocked_id"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "email", "phone", name="contactkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_point_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
        sa.UniqueConstraint("kind", "lookup", name=op.f("uq_contact_point_kind_lookup")),
    )
    op.create_index(op.f("ix_contact_point_person_id"), "contact_point", ["person_id"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "transport",
            sa.Enum("fcm", "webpush", name="transport", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "address_kind",
            sa.Enum(
                "fid",
                "token",
                "endpoint",
                name="addresskind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_id")),
        sa.PrimaryKeyConstraint("id", "person_id", name=op.f("pk_device")),
        sa.UniqueConstraint("transport", "lookup", name=op.f("uq_device_transport_lookup")),
    )
    op.create_index(op.f("ix_device_person_id"), "device", ["person_id"], unique=False)
    op.create_table(
        "event_todo",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_todo_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_todo")),
    )
    op.create_table(
        "idempotent_answer",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idempotent_answer_person_id")),
        sa.PrimaryKeyConstraint("person_id", "key_hash", name=op.f("pk_idempotent_answer")),
    )
    op.create_index(op.f("ix_idempotent_answer_at"), "idempotent_answer", ["at"], unique=False)
    op.create_table(
        "identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("provider", "lookup", name=op.f("uq_identity_provider_lookup")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_invitation_by")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_invitation_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("lookup", name=op.f("uq_invitation_lookup")),
    )
    op.create_index(op.f("ix_invitation_community_id"), "invitation", ["community_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "active",
                "suspended",
                "left",
                name="memberstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "coordinator",
                "steward",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "trust",
            sa.Enum(
                "new",
                "vouched",
                "checked",
                name="trustlevel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_membership_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("community_id", "person_id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("posted_by", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "open",
                "matched",
                "fulfilled",
                "expired",
                "withdrawn",
                "removed",
                name="needstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("private_note", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("to_place", sa.LargeBinary(), nullable=True),
        sa.Column(
            "place_kind",
            sa.Enum(
                "at_need",
                "at_offer",
                "meet",
                "remote",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cell", sa.BigInteger(), nullable=True),
        sa.Column("shown_cell", sa.Text(), nullable=True),
        sa.Column("shown_pt", Point(), nullable=True),
        sa.Column("to_cell", sa.Text(), nullable=True),
        sa.Column("windows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column(
            "unit",
            sa.Enum(
                "helper",
                "item",
                "portion",
                "kilogram",
                "litre",
                "hour",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("for_people", sa.Integer(), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum(
                "urgent",
                "soon",
                "flexible",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("involves", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("requires", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("cost", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "contact_via",
            sa.Enum(
                "self",
                "representative",
                name="contactvia",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("share", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.Column(
            "visible_to",
            sa.Enum(
                "asked",
                "members",
                "public",
                name="visibleto",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helped_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("author_hidden", sa.Boolean(), nullable=False),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=True),
        sa.Column("next_wave_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(place_kind = 'remote') = (cell IS NULL)", name=op.f("ck_need_place")),
        sa.CheckConstraint(
            "at_least >= 1 AND (quantity IS NULL OR at_least <= quantity)", name=op.f("ck_need_at_least")
        ),
        sa.CheckConstraint(
            "quantity IS NULL OR quantity BETWEEN 1 AND 1000000", name=op.f("ck_need_quantity")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_need_author_id")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_need_community_id")),
        sa.ForeignKeyConstraint(["duplicate_of"], ["need.id"], name=op.f("fk_need_duplicate_of")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_need_organisation_id")
        ),
        sa.ForeignKeyConstraint(["posted_by"], ["person.id"], name=op.f("fk_need_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index(op.f("ix_need_author_id"), "need", ["author_id"], unique=False)
    op.create_index(op.f("ix_need_cell"), "need", ["cell"], unique=False)
    op.create_index(
        "ix_need_due_expiry",
        "need",
        ["expires_at"],
        unique=False,
        postgresql_where="status IN ('pending', 'open')",
    )
    op.create_index(
        "ix_need_due_reminder", "need", ["remind_at"], unique=False, postgresql_where="status = 'open'"
    )
    op.create_index(
        "ix_need_due_wave", "need", ["next_wave_at"], unique=False, postgresql_where="status = 'open'"
    )
    op.create_index("ix_need_listing", "need", ["community_id", "status", "id"], unique=False)
    op.create_index("ix_need_open", "need", ["id"], unique=False, postgresql_where="status = 'open'")
    op.create_index(
        "ix_need_public",
        "need",
        ["id"],
        unique=False,
        postgresql_where="visible_to = 'public' AND status = 'open'",
    )
    op.create_index("ix_need_shown_pt", "need", ["shown_pt"], unique=False, postgresql_using="spgist")
    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("about_person", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["about_person"], ["person.id"], name=op.f("fk_note_about_person")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_note_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_event_id"), "note", ["event_id"], unique=False)
    op.create_index(op.f("ix_note_subject_id"), "note", ["subject_id"], unique=False)
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_inbox", "notification", ["person_id", "id"], unique=False)
    op.create_index("uq_notification_event_person", "notification", ["event_id", "person_id"], unique=True)
    op.create_table(
        "notification_setting",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_setting_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_notification_setting")),
    )
    op.create_table(
        "organisation_person",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_person_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_organisation_person_person_id")),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_organisation_person")),
    )
    op.create_index(
        op.f("ix_organisation_person_person_id"), "organisation_person", ["person_id"], unique=False
    )
    op.create_table(
        "organisation_verification",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("steward_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_verification_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["steward_id"], ["person.id"], name=op.f("fk_organisation_verification_steward_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "steward_id", name=op.f("pk_organisation_verification")),
    )
    op.create_table(
        "person_key",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_key_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_key")),
    )
    op.create_table(
        "pool",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_pool_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sa.UniqueConstraint("community_id", "category", name=op.f("uq_pool_community_id_category")),
    )
    op.create_table(
        "vouch",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("voucher_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_vouch_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vouch_person_id")),
        sa.ForeignKeyConstraint(["voucher_id"], ["person.id"], name=op.f("fk_vouch_voucher_id")),
        sa.PrimaryKeyConstraint("community_id", "person_id", "voucher_id", name=op.f("pk_vouch")),
    )
    op.create_index(op.f("ix_vouch_person_id"), "vouch", ["person_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "push", "email", name="channelname", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "leased",
                "sent",
                "superseded",
                "expired",
                "failed",
                name="deliverystatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("notification_id", sa.Uuid(), nullable=True),
        sa.Column("challenge_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["sign_in_challenge.id"],
            name=op.f("fk_delivery_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_delivery_notification_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["due_at"],
        unique=False,
        postgresql_where="status IN ('pending', 'leased')",
    )
    op.create_index("ix_delivery_notification", "delivery", ["notification_id"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("for_need_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "paused",
                "expired",
                "withdrawn",
                "removed",
                name="offerstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("cell", sa.BigInteger(), nullable=True),
        sa.Column("shown_cell", sa.Text(), nullable=True),
        sa.Column("reach_km", sa.Float(), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("availability", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("away", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at_a_time", sa.Integer(), nullable=False),
        sa.Column("per_week", sa.Integer(), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.Column("has", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("cannot", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("money", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("share", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_in_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "at_a_time BETWEEN 1 AND 1000 AND per_week BETWEEN 1 AND 1000", name=op.f("ck_offer_capacity")
        ),
        sa.CheckConstraint("remote OR cell IS NOT NULL", name=op.f("ck_offer_place")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_offer_author_id")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_offer_community_id")),
        sa.ForeignKeyConstraint(["for_need_id"], ["need.id"], name=op.f("fk_offer_for_need_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_offer_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_author_id"), "offer", ["author_id"], unique=False)
    op.create_index(op.f("ix_offer_cell"), "offer", ["cell"], unique=False)
    op.create_index(op.f("ix_offer_community_id"), "offer", ["community_id"], unique=False)
    op.create_index(
        "ix_offer_due_expiry",
        "offer",
        ["expires_at"],
        unique=False,
        postgresql_where="status IN ('active', 'paused')",
    )
    op.create_index(op.f("ix_offer_organisation_id"), "offer", ["organisation_id"], unique=False)
    op.create_table(
        "supply_cell",
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("cell", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pt", Point(), nullable=False),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_supply_cell_pool_id")),
        sa.PrimaryKeyConstraint("pool_id", "cell", name=op.f("pk_supply_cell")),
    )
    op.create_index("ix_supply_cell_pt", "supply_cell", ["pt"], unique=False, postgresql_using="spgist")
    op.create_table(
        "match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("beneficiary_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("helper_person_id", sa.Uuid(), nullable=False),
        sa.Column("helper_number", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "invited",
                "accepted",
                "confirmed",
                "completed",
                "failed",
                "disputed",
                "declined",
                "refused",
                "lapsed",
                "superseded",
                "withdrawn",
                "cancelled",
                name="matchstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "opened_by",
            sa.Enum(
                "helper",
                "beneficiary",
                "coordinator",
                "engine",
                "clock",
                "system",
                name="by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("helper_key_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helper_key_by", sa.Uuid(), nullable=True),
        sa.Column("helper_spoken", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("beneficiary_key_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beneficiary_key_by", sa.Uuid(), nullable=True),
        sa.Column("beneficiary_spoken", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("agreed_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("p_yes", sa.Float(), nullable=True),
        sa.Column("chance", sa.Float(), nullable=True),
        sa.Column("propensity", sa.Float(), nullable=True),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_closed", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_code", sa.Text(), nullable=True),
        sa.Column(
            "completed_by",
            sa.Enum(
                "person",
                "representative",
                "silence",
                name="completedby",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("completed_quantity", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["beneficiary_id"], ["person.id"], name=op.f("fk_match_beneficiary_id")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_match_community_id")),
        sa.ForeignKeyConstraint(["helper_person_id"], ["person.id"], name=op.f("fk_match_helper_person_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_match_need_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_match_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
    )
    op.create_index(op.f("ix_match_beneficiary_id"), "match", ["beneficiary_id"], unique=False)
    op.create_index("ix_match_community", "match", ["community_id", "id"], unique=False)
    op.create_index(
        "ix_match_contact_due",
        "match",
        ["contact_until"],
        unique=False,
        postgresql_where="status = 'confirmed' AND NOT contact_closed",
    )
    op.create_index(
        "ix_match_due",
        "match",
        ["due_at"],
        unique=False,
        postgresql_where="status IN ('confirmed', 'disputed')",
    )
    op.create_index(
        "ix_match_helper_lately",
        "match",
        ["helper_id", "created_at"],
        unique=False,
        postgresql_include=["need_id", "opened_by", "status", "helper_key_at", "confirmed_at", "chance"],
    )
    op.create_index("ix_match_helper_status", "match", ["helper_id", "status"], unique=False)
    op.create_index(
        "ix_match_holding",
        "match",
        ["offer_id"],
        unique=False,
        postgresql_where="status IN ('accepted', 'confirmed')",
    )
    op.create_index(
        "ix_match_stood_back",
        "match",
        ["need_id"],
        unique=False,
        postgresql_where="status = 'superseded' AND helper_key_at IS NOT NULL",
    )
    op.create_index(op.f("ix_match_need_id"), "match", ["need_id"], unique=False)
    op.create_index(op.f("ix_match_offer_id"), "match", ["offer_id"], unique=False)
    op.create_index("ix_match_person", "match", ["helper_person_id", "id"], unique=False)
    op.create_index(
        "ix_match_reply",
        "match",
        ["reply_by"],
        unique=False,
        postgresql_where="status IN ('proposed', 'invited', 'accepted')",
    )
    op.create_index(
        "uq_match_live_pair",
        "match",
        ["need_id", "helper_id"],
        unique=True,
        postgresql_where="status IN ('proposed', 'invited', 'accepted', 'confirmed')",
    )
    op.create_table(
        "supply",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("cell", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "last_asked_at", postgresql.TIMESTAMP(timezone=True), server_default="-infinity", nullable=False
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_supply_offer_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_supply_pool_id")),
        sa.PrimaryKeyConstraint("offer_id", "pool_id", "cell", name=op.f("pk_supply")),
    )
    op.create_index(
        "ix_supply_turn", "supply", ["pool_id", "cell", "last_asked_at", "offer_id"], unique=False
    )
    op.create_table(
        "match_report",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "helper",
                "beneficiary",
                "coordinator",
                "engine",
                "clock",
                "system",
                name="by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "helped",
                "partly",
                "not_helped",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("thanks", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("concern", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_match_report_author_id")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_match_report_match_id")),
        sa.PrimaryKeyConstraint("match_id", "side", name=op.f("pk_match_report")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_message_author_id")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_message_match_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_match_id"), "message", ["match_id"], unique=False)

    # One person, one place at a time: two confirmed matches of a helper cannot overlap. Without btree_gist:
    # helper and time are folded into one range of numbers.
    op.execute(
        """
        ALTER TABLE match ADD CONSTRAINT ex_match_one_place_at_a_time EXCLUDE USING gist (
            int8range(helper_number * 17179869184 + extract(epoch FROM agreed_from AT TIME ZONE 'UTC')::bigint,
                      helper_number * 17179869184 + extract(epoch FROM agreed_to AT TIME ZONE 'UTC')::bigint) WITH &&
        ) WHERE (status = 'confirmed' AND helper_number IS NOT NULL AND agreed_from IS NOT NULL)
        """
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_message_match_id"), table_name="message")
    op.drop_table("message")
    op.drop_table("match_report")
    op.drop_index("ix_supply_turn", table_name="supply")
    op.drop_table("supply")
    op.drop_index(
        "uq_match_live_pair",
        table_name="match",
        postgresql_where="status IN ('proposed', 'invited', 'accepted', 'confirmed')",
    )
    op.drop_index(
        "ix_match_reply", table_name="match", postgresql_where="status IN ('proposed', 'invited', 'accepted')"
    )
    op.drop_index("ix_match_person", table_name="match")
    op.drop_index(op.f("ix_match_offer_id"), table_name="match")
    op.drop_index(op.f("ix_match_need_id"), table_name="match")
    op.drop_index(
        "ix_match_stood_back",
        table_name="match",
        postgresql_where="status = 'superseded' AND helper_key_at IS NOT NULL",
    )
    op.drop_index(
        "ix_match_holding", table_name="match", postgresql_where="status IN ('accepted', 'confirmed')"
    )
    op.drop_index("ix_match_helper_status", table_name="match")
    op.drop_index("ix_match_helper_lately", table_name="match")
    op.drop_index("ix_match_due", table_name="match", postgresql_where="status IN ('confirmed', 'disputed')")
    op.drop_index(
        "ix_match_contact_due",
        table_name="match",
        postgresql_where="status = 'confirmed' AND NOT contact_closed",
    )
    op.drop_index("ix_match_community", table_name="match")
    op.drop_index(op.f("ix_match_beneficiary_id"), table_name="match")
    op.drop_table("match")
    op.drop_index("ix_supply_cell_pt", table_name="supply_cell", postgresql_using="spgist")
    op.drop_table("supply_cell")
    op.drop_index(op.f("ix_offer_organisation_id"), table_name="offer")
    op.drop_index(
        "ix_offer_due_expiry", table_name="offer", postgresql_where="status IN ('active', 'paused')"
    )
    op.drop_index(op.f("ix_offer_community_id"), table_name="offer")
    op.drop_index(op.f("ix_offer_cell"), table_name="offer")
    op.drop_index(op.f("ix_offer_author_id"), table_name="offer")
    op.drop_table("offer")
    op.drop_index("ix_delivery_notification", table_name="delivery")
    op.drop_index(
        "ix_delivery_due", table_name="delivery", postgresql_where="status IN ('pending', 'leased')"
    )
    op.drop_table("delivery")
    op.drop_index(op.f("ix_vouch_person_id"), table_name="vouch")
    op.drop_table("vouch")
    op.drop_table("pool")
    op.drop_table("person_key")
    op.drop_table("organisation_verification")
    op.drop_index(op.f("ix_organisation_person_person_id"), table_name="organisation_person")
    op.drop_table("organisation_person")
    op.drop_table("notification_setting")
    op.drop_index("uq_notification_event_person", table_name="notification")
    op.drop_index("ix_notification_inbox", table_name="notification")
    op.drop_table("notification")
    op.drop_index(op.f("ix_note_subject_id"), table_name="note")
    op.drop_index(op.f("ix_note_event_id"), table_name="note")
    op.drop_table("note")
    op.drop_index("ix_need_shown_pt", table_name="need", postgresql_using="spgist")
    op.drop_index(
        "ix_need_public", table_name="need", postgresql_where="visible_to = 'public' AND status = 'open'"
    )
    op.drop_index("ix_need_open", table_name="need", postgresql_where="status = 'open'")
    op.drop_index("ix_need_listing", table_name="need")
    op.drop_index("ix_need_due_wave", table_name="need", postgresql_where="status = 'open'")
    op.drop_index("ix_need_due_reminder", table_name="need", postgresql_where="status = 'open'")
    op.drop_index("ix_need_due_expiry", table_name="need", postgresql_where="status IN ('pending', 'open')")
    op.drop_index(op.f("ix_need_cell"), table_name="need")
    op.drop_index(op.f("ix_need_author_id"), table_name="need")
    op.drop_table("need")
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_invitation_community_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_identity_person_id"), table_name="identity")
    op.drop_table("identity")
    op.drop_index(op.f("ix_idempotent_answer_at"), table_name="idempotent_answer")
    op.drop_table("idempotent_answer")
    op.drop_table("event_todo")
    op.drop_index(op.f("ix_device_person_id"), table_name="device")
    op.drop_table("device")
    op.drop_index(op.f("ix_contact_point_person_id"), table_name="contact_point")
    op.drop_table("contact_point")
    op.drop_index(op.f("ix_block_blocked_id"), table_name="block")
    op.drop_table("block")
    op.drop_index(op.f("ix_auth_session_person_id"), table_name="auth_session")
    op.drop_table("auth_session")
    op.drop_index(op.f("ix_sign_in_challenge_lookup"), table_name="sign_in_challenge")
    op.drop_index(op.f("ix_sign_in_challenge_expires_at"), table_name="sign_in_challenge")
    op.drop_table("sign_in_challenge")
    op.drop_index(op.f("ix_sent_copy_address"), table_name="sent_copy")
    op.drop_table("sent_copy")
    op.drop_index(op.f("ix_rate_limit_tat"), table_name="rate_limit")
    op.drop_table("region")
    op.drop_table("rate_limit")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_table("heartbeat")
    op.drop_table("channel_rest")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_index("ix_event_need", table_name="event")
    op.drop_index("ix_event_feed", table_name="event")
    op.drop_index(op.f("ix_event_community_id"), table_name="event")
    op.drop_index(op.f("ix_event_actor_id"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_community_state"), table_name="community")
    op.drop_table("community")
    op.drop_table("clock_offset")
