"""M13: nothing that was over was ever purged; a stolen database told the needs of years, with every door."""

from tests.attacks.day import retention
from tests.support.world import World


def test_of_what_is_long_over_no_word_and_no_place_opens(world: World) -> None:
    """Six weeks after its end, with the key of whoever asked."""
    figure = retention.played(world)
    assert figure.tried >= 5, figure
    assert figure.got == 0, figure
