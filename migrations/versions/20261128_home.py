"""What home shows: how long a need takes and its door, a circle's slug and own words, what was read of messages."""

import re
import unicodedata
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MINUTES = op.f("ck_need_minutes")
SLUG = op.f("uq_community_slug")


def upgrade() -> None:
    op.add_column("need", sa.Column("minutes", sa.Integer()))
    op.add_column("need", sa.Column("address", sa.LargeBinary()))
    op.create_check_constraint(MINUTES, "need", "minutes BETWEEN 5 AND 1440")
    op.add_column(
        "membership", sa.Column("answerable", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("membership", "answerable", server_default=None)
    _what_circles_say()
    _slugs()
    _seen()


def _what_circles_say() -> None:
    op.add_column("community", sa.Column("about", sa.String()))
    op.add_column("community", sa.Column("contact", postgresql.JSONB()))
    op.add_column(
        "community", sa.Column("landmarks", postgresql.JSONB(), nullable=False, server_default="[]")
    )
    op.alter_column("community", "landmarks", server_default=None)


def _slugs() -> None:
    op.create_table(
        "community_slug",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_community_slug_community_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_community_slug")),
    )
    op.create_index(op.f("ix_community_slug_community_id"), "community_slug", ["community_id"])
    op.add_column("community", sa.Column("slug", sa.String()))
    _give_slugs()
    op.alter_column("community", "slug", nullable=False)
    op.create_unique_constraint(SLUG, "community", ["slug"])


def _give_slugs() -> None:
    """To those of before, oldest first: plain ones to recognised circles, as if they had had them all along."""
    given: set[str] = set()
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, name, state FROM community ORDER BY created_at, id")).all()
    for row in sorted(rows, key=lambda row: row.state != "recognised"):
        slug = _slug(row.id, row.name, given, recognised=row.state == "recognised")
        given.add(slug)
        values = {"slug": slug, "id": row.id}
        connection.execute(sa.text("UPDATE community SET slug = :slug WHERE id = :id"), values)
        connection.execute(
            sa.text("INSERT INTO community_slug (slug, community_id) VALUES (:slug, :id)"), values
        )
    connection.execute(
        sa.text("SET CONSTRAINTS ALL IMMEDIATE")
    )  # what waits for the end keeps tables as they are


def _slug(community_id: UUID, name: str, given: set[str], *, recognised: bool) -> str:
    """As `matching.words.slugs` made them when this was written."""
    plain = _plain(name)
    if recognised and plain and plain not in given:
        return plain
    turn = 0
    while (lettered := f"{plain or 'circle'}-{_letters(community_id, turn)}") in given:
        turn += 1
    return lettered


def _plain(name: str) -> str:
    spelt = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
    apart = unicodedata.normalize("NFKD", name.casefold().translate(spelt))
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    slug = ""
    for run in re.findall(r"[a-z0-9]+", kept):
        longer = f"{slug}-{run}" if slug else run[:30]
        if len(longer) > 30:
            break
        slug = longer
    return slug


def _letters(community_id: UUID, turn: int) -> str:
    letters = "bcdfghjkmnpqrstvwxz"
    digest = sha256(community_id.bytes + turn.to_bytes(2)).digest()
    return "".join(letters[byte % len(letters)] for byte in digest[:4])


def _seen() -> None:
    op.create_table(
        "message_seen",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("up_to", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_message_seen_match_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_seen_person_id")),
        sa.PrimaryKeyConstraint("match_id", "person_id", name=op.f("pk_message_seen")),
    )
    op.create_index(op.f("ix_message_seen_person_id"), "message_seen", ["person_id"])
    # What was written before anybody counted is nobody's news.
    op.execute("""
        INSERT INTO message_seen (match_id, person_id, up_to)
        SELECT m.id, who, last.id FROM match m
          JOIN LATERAL (SELECT id FROM message WHERE match_id = m.id ORDER BY id DESC LIMIT 1) last ON true
          JOIN LATERAL (SELECT m.helper_person_id AS who UNION SELECT m.beneficiary_id
                         UNION SELECT r.representative_id FROM representation r
                                WHERE r.person_id IN (m.helper_person_id, m.beneficiary_id)) readers ON true
    """)


def downgrade() -> None:
    op.drop_table("message_seen")
    op.drop_constraint(SLUG, "community", type_="unique")
    for name in ("slug", "landmarks", "contact", "about"):
        op.drop_column("community", name)
    op.drop_table("community_slug")
    op.drop_column("membership", "answerable")
    op.drop_constraint(MINUTES, "need", type_="check")
    op.drop_column("need", "address")
    op.drop_column("need", "minutes")
