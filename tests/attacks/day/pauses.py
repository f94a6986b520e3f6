"""Pauses → rivals whom one hand keeps from helping, by two reports: of two accounts, of colleagues, of friends."""

from tests.attacks.day.figure import Figure
from tests.support.one_hand import TIES, pause_by
from tests.support.reported_community import ReportedCommunity
from tests.support.world import World


def played(world: World) -> Figure:
    here = ReportedCommunity(world)
    ties = [tie for name, tie in TIES.items() if name != "nothing"]
    paused = sum(pause_by(here, tie) for tie in ties)
    return Figure("rivals kept from helping by one hand", paused, len(ties))
