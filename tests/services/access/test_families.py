"""Families of refresh tokens: no honest app is signed out for an answer that was lost, and every copy is noticed."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from services.access.families import Family


@dataclass
class App:
    """Somebody who holds a refresh token, and shows what they got."""

    generation: int = 1

    def refreshes(self, family: Family, *, arrives: bool = True) -> Family | None:
        after = family.traded(self.generation)
        if after is not None and arrives:
            self.generation = after.generation
        return after

    def calls(self, family: Family) -> Family:
        return family.seen(self.generation)


STEPS = st.lists(st.sampled_from(("refresh", "lost", "call")), max_size=60)


@given(steps=STEPS)
def test_an_app_whose_answers_are_lost_is_never_signed_out(steps: list[str]) -> None:
    app, family = App(), Family()
    for step in steps:
        if step == "call":
            family = app.calls(family)
            continue
        after = app.refreshes(family, arrives=step == "refresh")
        assert after is not None
        family = after


@given(before=STEPS, thief_first=st.booleans(), rounds=st.integers(1, 20))
def test_a_copy_is_noticed_by_the_second_who_uses_it(
    before: list[str], thief_first: bool, rounds: int
) -> None:
    """To use a token is to trade it and to show what came of it, in turns."""
    owner, family = App(), Family()
    for step in before:
        after = family if step == "call" else owner.refreshes(family, arrives=step == "refresh")
        assert after is not None
        family = owner.calls(after) if step == "call" else after
    thief = App(owner.generation)
    turns = [thief, owner] if thief_first else [owner, thief]
    noticed = None
    for turn in range(2 * rounds + 2):
        one = turns[turn % 2]
        after = one.refreshes(family)
        if after is None:
            noticed = turn + 1
            break
        family = one.calls(after)
    assert noticed == 2


def test_one_newer_than_what_is_known_is_ours() -> None:
    """A backup was brought back: what was handed out after it is good still."""
    family = Family(3, 2).traded(7)
    assert family == Family(8, 7)
