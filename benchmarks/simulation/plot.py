"""The simulation as a picture: what a policy does for needs, beside what it costs helpers."""

import math
from collections.abc import Mapping
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.simulation.figures import Figures

GREY, GREEN = "#b8b8b8", "#2f7d5b"


def save_plot(figures: Mapping[str, Figures], bound: float, title: str, file: Path) -> None:
    """Save one picture with four panels, a bar for each policy. The ending chooses PNG or SVG."""
    picture = Figure(figsize=(11, 1.6 + 0.42 * len(figures)), layout="constrained")
    panels = picture.subplots(1, 4, sharey=True)
    names = [name.replace("_", " ") for name in figures]
    every = list(figures.values())
    _bars(panels[0], names, [f.fill for f in every], "needs met")
    _bars(panels[1], names, [f.countryside_fill for f in every], "… in the countryside")
    _bars(panels[2], names, [f.proposals_per_fill for f in every], "proposals for each need met")
    _bars(panels[3], names, [f.left for f in every], "helpers who left for good")
    if not math.isnan(bound):
        panels[0].axvline(bound, color="black", linestyle=":")
        panels[0].annotate("bound ", (bound, -0.35), ha="right", va="center", fontsize=8)
    panels[0].invert_yaxis()
    picture.suptitle(title)
    picture.savefig(file, dpi=144)


def _bars(panel: Axes, names: list[str], values: list[float], title: str) -> None:
    colours = [GREEN if name.startswith("ours") else GREY for name in names]
    bars = panel.barh(names, values, color=colours)
    panel.bar_label(bars, fmt="%.3g", padding=3, fontsize=8)
    panel.set_title(title, fontsize=10)
    panel.margins(x=0.2)
    panel.spines[["top", "right"]].set_visible(False)
