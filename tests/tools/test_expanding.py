"""The version before runs on beside a new schema: what a migration may not do to it is found in its source."""

import subprocess
import sys

import pytest

from tools import expanding
from tools.product import ROOT

_UPGRADE = "def upgrade() -> None:\n    {}\n"


def test_every_migration_since_the_rule_keeps_it() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tools.expanding"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout.strip()) == (0, "")


@pytest.mark.parametrize(
    "what",
    [
        'op.drop_column("need", "title")',
        'op.drop_table("need")',
        'op.rename_table("need", "wish")',
        'op.alter_column("need", "title", nullable=False)',
        'op.alter_column("need", "title", new_column_name="name")',
        'op.add_column("need", sa.Column("mood", sa.Text(), nullable=False))',
        'op.create_index("ix_need_mood", "need", ["mood"])',
        'op.create_index("ix_need_mood", "need", ["mood"], postgresql_concurrently=True)',
        'op.create_unique_constraint("uq_need_mood", "need", ["mood"])',
        'op.execute("CREATE UNIQUE INDEX CONCURRENTLY uq_need_mood ON need (mood)")',
        'indexes.build_concurrently(op, "ix_need_mood", "need", ["mood"])\n    op.execute("UPDATE need SET mood = 1")',
        'indexes.build_concurrently(op, "ix_a", "a", ["a"])\n    indexes.build_concurrently(op, "ix_b", "b", ["b"])',
    ],
)
def test_what_the_version_before_would_stumble_over_is_found(what: str) -> None:
    assert len(list(expanding.breaches(_UPGRADE.format(what)))) == 1


@pytest.mark.parametrize(
    "what",
    [
        'op.add_column("need", sa.Column("mood", sa.Text(), nullable=True))',
        'op.add_column("need", sa.Column("mood", sa.Text(), server_default="", nullable=False))',
        'indexes.build_concurrently(op, "ix_need_mood", "need", ["mood"])',
        'op.create_table("mood", sa.Column("id", sa.Integer()))\n    op.create_index("ix_mood_id", "mood", ["id"])',
        'op.alter_column("need", "title", nullable=True)',
    ],
)
def test_what_only_adds_is_let_pass(what: str) -> None:
    assert list(expanding.breaches(_UPGRADE.format(what))) == []


def test_a_migration_that_contracts_says_what_took_the_use_away() -> None:
    takes_away = _UPGRADE.format('op.drop_column("need", "title")')
    assert list(expanding.breaches(f'CONTRACTS = "0060"\n{takes_away}')) == []
    index = _UPGRADE.format('op.create_index("ix_need_mood", "need", ["mood"])')
    assert list(expanding.breaches(f'CONTRACTS = "0060"\n{index}')) != []
