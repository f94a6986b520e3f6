"""A packed table: one word for each cell of resolution 5 on Earth, in runs of neighbours that share it.

A file is a line of JSON (what it is, its licence, its words), then numbers of seven bits a byte, lowest first, the
eighth bit set while more follow: how far each run begins after the one before, then which word each run has.
"""

import json
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.geography import cells

FORM = "minka cells 1"


@dataclass(frozen=True, slots=True)
class Table:
    """Words by cell: `words[word_of_run[i]]` holds from position `starts[i]` to where the next run starts."""

    starts: Sequence[int]
    word_of_run: Sequence[int]
    words: tuple[str, ...]

    def word(self, wide: int) -> str:
        """The word of a cell of resolution 5."""
        run = bisect_right(self.starts, cells.position(wide)) - 1
        return self.words[self.word_of_run[run]]


def read(name: str) -> Table:
    """A table that lies beside this file. Raises ValueError where it has another form."""
    return unpacked(Path(__file__).with_name(name).read_bytes())


def unpacked(packed: bytes) -> Table:
    """A table from what a file holds. Raises ValueError where it has another form."""
    head, _, body = packed.partition(b"\n")
    said = json.loads(head)
    if said["form"] != FORM:
        raise ValueError(said["form"])
    gaps, word_of_run = np.split(_numbers(body), 2)
    starts = array("I", np.cumsum(gaps).astype(np.uintc).tobytes())
    return Table(starts, array("H", word_of_run.astype(np.ushort).tobytes()), tuple(said["words"]))


def _numbers(body: bytes) -> NDArray[np.int64]:
    """The numbers that these bytes hold."""
    given = np.frombuffer(body, np.uint8)
    ends = np.flatnonzero(given < 128)
    firsts = np.concatenate([[0], ends[:-1] + 1])
    shifts = 7 * (np.arange(given.size) - np.repeat(firsts, ends - firsts + 1))
    return np.add.reduceat((given & 127).astype(np.int64) << shifts, firsts)
