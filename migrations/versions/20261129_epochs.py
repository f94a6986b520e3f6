"""Epochs of wrapping keys: what is wrapped or sealed for the system names its epoch, and stands on it.

What was there is of epoch 0, the master key itself; the next adoption wraps the keys anew. The version before reads
none of it: stop everything before this.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_STANDING = (
    ("person_key", "wrapped"),
    ("case_key", "wrapped"),
    ("sign_in_challenge", "sealed"),
    ("draft", "content"),
    ("call_request", "content"),
)
_INDEXED = ("person_key", "case_key")


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "wrapping_epoch",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        _at("made_at"),
        _at("adopted_at"),
        _at("left_at", nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_wrapping_epoch")),
    )
    op.create_table(
        "destroyed_epoch",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        _at("destroyed_at"),
        sa.PrimaryKeyConstraint("number", "mark", name=op.f("pk_destroyed_epoch")),
    )
    op.create_table(
        "serving_process",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("marks", postgresql.ARRAY(sa.LargeBinary()), nullable=False),
        _at("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serving_process")),
    )
    op.execute(
        "INSERT INTO wrapping_epoch (number, mark, made_at, adopted_at)"
        " VALUES (0, decode(repeat('00', 16), 'hex'), now(), now())"
    )
    for table, sealed in _STANDING:
        op.execute(f"UPDATE {table} SET {sealed} = decode('00000000', 'hex') || {sealed}")  # noqa: S608
        number = " + ".join(f"get_byte({sealed}, {byte}) * {256 ** (3 - byte)}" for byte in range(4))
        op.add_column(
            table, sa.Column("epoch", sa.Integer(), sa.Computed(number, persisted=True), nullable=False)
        )
        name = op.f(f"fk_{table}_epoch")
        op.create_foreign_key(name, table, "wrapping_epoch", ["epoch"], ["number"])
    for table in _INDEXED:
        op.create_index(op.f(f"ix_{table}_epoch"), table, ["epoch"])


def downgrade() -> None:
    for table, sealed in _STANDING:
        op.drop_column(table, "epoch")
        op.execute(
            f"UPDATE {table} SET {sealed} = substr({sealed}, 5) WHERE substr({sealed}, 1, 4) = decode('00000000', 'hex')"  # noqa: S608
        )
    op.drop_table("serving_process")
    op.drop_table("destroyed_epoch")
    op.drop_table("wrapping_epoch")
