"""One shown place: no column holds a cell finer than the one as which a place is shown to others."""

from collections.abc import Iterator
from math import asinh, degrees, radians, tan

import sqlalchemy as sa
from alembic import op

from core import places
from core.geography import measure

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
MERCATOR_ENDS = 85.0511287798


def upgrade() -> None:
    op.drop_column("need", "shown_cell")
    op.drop_column("offer", "shown_cell")
    op.drop_index(op.f("ix_offer_cell"), table_name="offer")
    _second_places_as_numbers()
    _as_shown("UPDATE need SET cell = m.shown, shown_pt = point(m.lon, m.y)", "need", "cell")
    _as_shown("UPDATE need SET to_cell = m.shown", "need", "to_cell")
    _as_shown("UPDATE offer SET cell = m.shown", "offer", "cell")
    _supply()
    op.execute(
        "DELETE FROM region"
    )  # leases, by numbers that held a resolution; whoever comes claims them anew
    op.execute("UPDATE match SET score = NULL, parts = '{}' WHERE parts <> '{}'")  # they told finer distances


def downgrade() -> None:
    """The columns come back; what was finer than the shown cells does not."""
    op.add_column("need", sa.Column("shown_cell", sa.Text()))
    op.add_column("offer", sa.Column("shown_cell", sa.Text()))
    op.execute("UPDATE need SET shown_cell = to_hex(cell)")
    op.execute("UPDATE offer SET shown_cell = to_hex(cell)")
    op.alter_column("need", "to_cell", type_=sa.Text(), postgresql_using="to_hex(to_cell)")
    op.create_index(op.f("ix_offer_cell"), "offer", ["cell"], unique=False)
    op.execute("DELETE FROM region")


def _second_places_as_numbers() -> None:
    op.alter_column(
        "need",
        "to_cell",
        type_=sa.BigInteger(),
        postgresql_using="CAST(CAST('x' || lpad(to_cell, 16, '0') AS bit(64)) AS bigint)",
    )


def _as_shown(update: str, table: str, column: str) -> None:
    """Every cell of this column becomes the one as which it is shown, and never finer than it was stored."""
    statement = sa.text(
        f"{update} FROM unnest(CAST(:old AS bigint[]), CAST(:shown AS bigint[]),"
        f" CAST(:lons AS float8[]), CAST(:ys AS float8[])) AS m(old, shown, lon, y)"
        f" WHERE {table}.{column} = m.old"
    )
    for some in _different(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"):  # noqa: S608
        op.get_bind().execute(statement, _columns(some))


def _supply() -> None:
    op.execute("DELETE FROM supply_cell")
    op.execute(
        "UPDATE supply SET cell = o.cell FROM offer o WHERE o.id = supply.offer_id AND supply.cell <> 0"
    )
    statement = sa.text(
        "INSERT INTO supply_cell (pool_id, cell, pt)"
        " SELECT s.pool_id, s.cell, point(s.pool_id * 1000 + m.lon, m.y)"
        "   FROM unnest(CAST(:shown AS bigint[]), CAST(:lons AS float8[]), CAST(:ys AS float8[])) AS m(shown, lon, y)"
        "   JOIN supply s ON s.cell = m.shown ON CONFLICT DO NOTHING"
    )
    for some in _different("SELECT DISTINCT cell FROM supply WHERE cell <> 0"):
        values = _columns(some)
        del values["old"]
        op.get_bind().execute(statement, values)


def _different(select: str) -> Iterator[list[int]]:
    found = op.get_bind().execute(sa.text(select)).scalars().all()
    for first in range(0, len(found), AT_ONCE):
        yield list(found[first : first + AT_ONCE])


def _columns(old: list[int]) -> dict[str, list[int] | list[float]]:
    shown = [measure.shown_area(cell) for cell in old]
    middles = [places.centre(cell) for cell in shown]
    return {
        "old": old,
        "shown": shown,
        "lons": [lon for _, lon in middles],
        "ys": [_mercator(lat) for lat, _ in middles],
    }


def _mercator(lat: float) -> float:
    held = max(-MERCATOR_ENDS, min(MERCATOR_ENDS, lat))
    return degrees(asinh(tan(radians(held))))
