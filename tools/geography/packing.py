"""Writes a packed table (`core/geography/table.py` reads it), and the sum that tells whether a file is as made."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from core.geography import cells
from core.geography.table import FORM

SUMS = "SHA256SUMS"


def packed(words: Iterable[tuple[int, str]], about: dict[str, str]) -> bytes:
    """A table of (cell of resolution 5, word) in the order of the cells. `about` is told in its first line.

    The commonest words get the smallest numbers, so that nearly all fit into one byte.
    """
    runs = _runs(words)
    often = Counter(word for _, word in runs)
    told = sorted(often, key=lambda word: (-often[word], word))
    number = {word: at for at, word in enumerate(told)}
    starts = [cells.position(cell) for cell, _ in runs]
    gaps = [start - before for before, start in zip([0, *starts], starts, strict=False)]
    head = json.dumps({"form": FORM, **about, "words": told}, ensure_ascii=False)
    return b"".join([head.encode(), b"\n", _bytes(gaps), _bytes(number[word] for _, word in runs)])


def write(folder: Path, name: str, table: bytes) -> None:
    """Puts a table into a folder, and its sum into SHA256SUMS beside it (as `sha256sum --check` reads it)."""
    (folder / name).write_bytes(table)
    sums = folder / SUMS
    lines = sums.read_text().splitlines() if sums.exists() else []
    others = [line for line in lines if not line.endswith(f"  {name}")]
    mine = f"{hashlib.sha256(table).hexdigest()}  {name}"
    sums.write_text("\n".join(sorted([*others, mine], key=lambda line: line[64:])) + "\n")


def _runs(words: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The first cell of each run of cells that share a word."""
    runs: list[tuple[int, str]] = []
    for cell, word in words:
        if not runs or runs[-1][1] != word:
            runs.append((cell, word))
    return runs


def _bytes(numbers: Iterable[int]) -> bytes:
    """Seven bits a byte, lowest first, the eighth set while more follow."""
    out = bytearray()
    for number in numbers:
        rest = number
        while rest > 127:
            out.append(rest & 127 | 128)
            rest >>= 7
        out.append(rest)
    return bytes(out)
