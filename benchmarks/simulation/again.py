"""What it brings and costs to ask whoever was silent once more, in villages whose needs live a week.

Nobody knows whether silence is a no. So there are two runs: silence drawn anew at each asking, and final for whoever
saw the proposal. Both against asking nobody a second time, with the same seeds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.report import Row
from benchmarks.simulation.simulate import Comparison, compare
from benchmarks.simulation.world import WORLDS, Assumptions

WEEK = 168.0
"""Hours that a need lives which is not urgent; the villages of `WORLDS` give it a day."""
VILLAGES = {"village30": (range(20), range(60)), "village8": (range(60), range(400))}
"""By world, the seeds of a short run and of a full one: a year of a village is a few dozen fills, so only many tell."""
SILENCE = {"silence drawn anew": (0, 1.2), "silence final": (1, 0.98)}
"""By what silence means: the assumption, and the least that fill must be of what it is without a second asking."""
MOST_PROPOSALS = 1.3


def rows(
    full: bool = False,
    *,
    worlds: Mapping[str, Assumptions] = WORLDS,
    seeds: Sequence[int] | None = None,
) -> list[Row]:
    """Fill with the second asking against never asking twice, and its proposals."""
    return [
        row
        for name, years in VILLAGES.items()
        for row in _rows(name, replace(worlds[name], hours=WEEK), seeds or years[full])
    ]


def _rows(name: str, a: Assumptions, seeds: Sequence[int]) -> list[Row]:
    rows = []
    for silence, (final, least) in SILENCE.items():
        found = compare(replace(a, final_silence=final), ["ours", "ours_never_twice"], seeds, bound=False)
        world = f"asking twice, {name}, a week to live, seeds {seeds[0]}–{seeds[-1]}, {silence}: "
        fill, proposals = _times(found, "fill"), _times(found, "proposals")
        rows.append(
            Row(world + "fill against never twice", _in_words(found, fill), f"≥ {least:g} ×", fill >= least)
        )
        rows.append(
            Row(
                world + "proposals against never twice",
                f"{proposals:.3f} ×",
                f"≤ {MOST_PROPOSALS:g} ×",
                proposals <= MOST_PROPOSALS,
            )
        )
    return rows


def _times(found: Comparison, figure: str) -> float:
    return found.times(figure, against="ours_never_twice")


def _in_words(found: Comparison, times: float) -> str:
    once, twice = found.figures["ours_never_twice"].fill, found.figures["ours"].fill
    return f"{times:.3f} × ({once:.3f} to {twice:.3f})"
