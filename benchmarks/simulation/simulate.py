"""What an asking policy does to a community: how many needs are met, how soon, and at what cost in attention.

    python -m benchmarks.simulation.simulate --world stressed --seeds 0-9 --policies notify_all,ours --plot out.png
    python -m benchmarks.simulation.simulate --world village30 --helpers 45 --dial attention_price=0.2

Every assumption of a world is an option (`--help`); `--history` takes a community's own needs and helpers.
"""

import argparse
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

import numpy as np
from rich.table import Table

from benchmarks.report import Row, console
from benchmarks.simulation.asking import Limits, SimulatedRun, Simulation
from benchmarks.simulation.bound import most_that_can_be_filled
from benchmarks.simulation.figures import Figures, mean, measured
from benchmarks.simulation.plot import save_plot
from benchmarks.simulation.policies import ASKING_TWICE, POLICIES, WITHIN_LIMITS
from benchmarks.simulation.world import WORLDS, Assumptions, World, draw, from_history
from matching.words.policy import PRESETS, USUAL, Policy


def run(world: World, name: str, seed: int, policy: Policy = USUAL) -> SimulatedRun:
    """One policy through one world. Only the product's own keeps to helpers' limits, as the product does."""
    everybody = np.ones(world.assumptions.helpers, int)
    limits = Limits(everybody * policy.proposals_a_day, everybody * policy.proposals_a_week)
    kept_to = limits if name in WITHIN_LIMITS else None
    twice = name in ASKING_TWICE
    return Simulation(world, POLICIES[name](policy, seed), seed, kept_to, twice=twice).run()


def one_seed(a: Assumptions, name: str, policy: Policy, seed: int) -> Figures:
    """Draw a world and run one policy through it."""
    world = draw(a, seed)
    return measured(world, run(world, name, seed, policy))


def bound_of_seed(a: Assumptions, seed: int) -> float:
    return most_that_can_be_filled(draw(a, seed))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Policies side by side in one kind of world, means over the same seeds."""

    figures: Mapping[str, Figures]
    bound: float

    def times(self, figure: str, of: str = "ours", against: str = "notify_all") -> float:
        return float(getattr(self.figures[of], figure) / getattr(self.figures[against], figure))


def compare(
    a: Assumptions,
    names: Sequence[str],
    seeds: Sequence[int],
    policy: Policy = USUAL,
    *,
    bound: bool = True,
    jobs: int | None = None,
) -> Comparison:
    """Run each policy through each seed's world, several at a time."""
    with ProcessPoolExecutor(jobs or os.cpu_count()) as pool:
        bounds = pool.map(partial(bound_of_seed, a), seeds) if bound else iter([float("nan")])
        runs = {name: pool.map(partial(one_seed, a, name, policy), seeds) for name in names}
        figures = {name: mean(each) for name, each in runs.items()}
        return Comparison(figures, float(np.mean(list(bounds))))


FIGURES = [figure.name for figure in fields(Figures)]


def show(title: str, comparison: Comparison) -> None:
    """The comparison as a table on the terminal, one policy a column."""
    table = Table(title=title, caption=_caption(comparison.bound))
    table.add_column("", no_wrap=True)
    for name in comparison.figures:
        table.add_column(name.replace("_", " "), justify="right", min_width=6)
    for figure in FIGURES:
        values = (getattr(each, figure) for each in comparison.figures.values())
        table.add_row(figure.replace("_", " "), *(_plainly(value) for value in values))
    console().print(table)


def _caption(bound: float) -> str:
    return "" if np.isnan(bound) else f"no policy can fill more than {bound:.3f} on average"


def _plainly(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


# --- the rows of the bench -------------------------------------------------------------------------------


def rows(
    full: bool = False,
    *,
    worlds: Mapping[str, Assumptions] = WORLDS,
    seeds: Sequence[int] = range(10),
    village_seeds: Sequence[int] | None = None,
) -> list[Row]:
    """Goals of the asking policy, measured. `full` adds seeds to the villages and baselines to the towns."""
    years = range(200 if full else 60) if village_seeds is None else village_seeds
    villages = [row for name in ("village30", "village8") for row in _village(name, worlds[name], years)]
    return [*_stressed(worlds["stressed"], seeds, full), *_slack(worlds["slack"], seeds, full), *villages]


def _stressed(a: Assumptions, seeds: Sequence[int], full: bool) -> list[Row]:
    names = ["notify_all", "ours", "ours_no_limits", *(["nearest_20", "waves_without_price"] if full else [])]
    c = compare(a, names, seeds)
    world = f"asking, stressed world, seeds {seeds[0]}–{seeds[-1]}: "
    p99, unlimited = c.figures["ours"].p99_of_weeks, c.figures["ours_no_limits"].p99_of_weeks
    return [
        _at_least(world + "fill against notify-all", c.times("fill"), 1.3),
        _at_most(world + "proposals per fill against notify-all", c.times("proposals_per_fill"), 0.25),
        _at_least(world + "countryside fill against notify-all", c.times("countryside_fill"), 1.25),
        Row(
            world + "p99 proposals a helper and week",
            f"{p99:.1f}, {unlimited:.1f} by price alone",
            "≤ 7",
            unlimited <= 7,
        ),
        _at_least(world + "share of the bound", c.figures["ours"].fill / c.bound, 0.62),
        *_for_information(world, c),
    ]


def _slack(a: Assumptions, seeds: Sequence[int], full: bool) -> list[Row]:
    names = ["notify_all", "ours", *(["ours_no_limits", "nearest_20", "waves_without_price"] if full else [])]
    c = compare(a, names, seeds)
    world = f"asking, slack world, seeds {seeds[0]}–{seeds[-1]}: "
    return [
        _at_least(world + "fill against notify-all", c.times("fill"), 1.16),
        _at_most(world + "proposals per fill against notify-all", c.times("proposals_per_fill"), 0.14),
        _at_least(world + "share of the bound", c.figures["ours"].fill / c.bound, 0.90),
        *_for_information(world, c),
    ]


def _village(name: str, a: Assumptions, seeds: Sequence[int]) -> list[Row]:
    """A year of a village is a few dozen fills, so only many seeds tell anything."""
    c = compare(a, ["notify_all", "ours"], seeds, bound=False)
    world = f"asking, {name}, a year, seeds {seeds[0]}–{seeds[-1]}: "
    return [
        _at_least(world + "fill against asking everybody", c.times("fill"), 0.98),
        _at_most(world + "proposals against asking everybody", c.times("proposals"), 0.6),
    ]


def _for_information(world: str, c: Comparison) -> list[Row]:
    return [
        Row(world + name.replace("_", " "), _in_short(figures), "", None)
        for name, figures in c.figures.items()
    ]


def _in_short(f: Figures) -> str:
    return (
        f"fill {f.fill:.3f}, countryside {f.countryside_fill:.3f}, {f.proposals_per_fill:.1f} proposals each"
    )


def _at_least(what: str, value: float, goal: float) -> Row:
    return Row(what, f"{value:.3f} ×", f"≥ {goal:g} ×", value >= goal)


def _at_most(what: str, value: float, goal: float) -> Row:
    return Row(what, f"{value:.3f} ×", f"≤ {goal:g} ×", value <= goal)


# --- the command line ------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate from the command line; see `--help`."""
    options = _parser().parse_args(arguments)
    chosen = {f.name: getattr(options, f.name) for f in fields(Assumptions)}
    a = replace(WORLDS[options.world], **{name: value for name, value in chosen.items() if value is not None})
    policy = PRESETS[options.preset]
    for dial, value in options.dial:
        policy = policy.with_dial(dial, value)
    if options.history:
        comparison, title = _on_history(options, a, policy), f"{options.history}, your own history"
    else:
        comparison = compare(
            a, options.policies, options.seeds, policy, bound=options.bound, jobs=options.jobs
        )
        title = f"{options.world}: {a.helpers} helpers, {a.needs_a_day:g} needs a day, {a.days} days"
    show(f"{title}; mean of {len(options.seeds)} seed(s)", comparison)
    if options.plot:
        save_plot(comparison.figures, comparison.bound, title, options.plot)


def _on_history(options: argparse.Namespace, a: Assumptions, policy: Policy) -> Comparison:
    """What happened stays the same for every seed; who would have said yes is drawn anew."""
    worlds = {seed: from_history(options.history, a, seed) for seed in options.seeds}
    figures = {
        name: mean(measured(world, run(world, name, seed, policy)) for seed, world in worlds.items())
        for name in options.policies
    }
    bounds = (
        [most_that_can_be_filled(world) for world in worlds.values()] if options.bound else [float("nan")]
    )
    return Comparison(figures, float(np.mean(bounds)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulation.simulate", description=__doc__)
    parser.add_argument("--world", choices=WORLDS, default="stressed")
    parser.add_argument("--seeds", type=_seeds, default=range(3), help="0-9, or 1,4,7 (default 0-2)")
    parser.add_argument("--policies", type=_policies, default=list(POLICIES), help=", ".join(POLICIES))
    parser.add_argument(
        "--preset", choices=PRESETS, default="usual", help="the dials that `ours` starts from"
    )
    parser.add_argument("--dial", type=_dial, action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument(
        "--history", type=Path, metavar="FOLDER", help="needs.csv and helpers.csv of your own"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="where to save a picture (.png or .svg)")
    parser.add_argument("--bound", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--jobs", type=int, help="processes at a time (default: one a core)")
    world = parser.add_argument_group("the world; defaults are those of --world")
    for f in fields(Assumptions):
        world.add_argument(f"--{f.name.replace('_', '-')}", type=type(f.default), metavar=f"{f.default:g}")
    return parser


def _seeds(text: str) -> Sequence[int]:
    first, dash, last = text.partition("-")
    return range(int(first), int(last) + 1) if dash else [int(seed) for seed in text.split(",")]


def _policies(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(POLICIES):
        raise argparse.ArgumentTypeError(f"no policy {', '.join(unknown)}; there are {', '.join(POLICIES)}")
    return names


def _dial(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    number = float(value)
    return name, int(number) if number.is_integer() else number


if __name__ == "__main__":
    main()
