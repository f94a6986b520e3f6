"""H11: a helper's window up to the year 2200 kept contact open until then."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.states.deadlines import contact_until
from matching.words.values import Window
from tests.support.community import CleosCommunity

AN_HOUR = timedelta(hours=1)


class Asked:
    """Ana's need, which ends in a week, and Ben who answers it with a time of his own choice."""

    def __init__(self, town: CleosCommunity) -> None:
        self.world, self.town, self.now = town.world, town, town.world.now()
        self.ana = town.member("Ana")

    def answer(self, start: timedelta, end: timedelta, **need: Any) -> Any:
        need_id = self.ana.need(**need)["id"]
        window = {"from": self.at(start), "to": self.at(end)}
        answer = self.town.ben.call("POST", f"/v1/needs/{need_id}/responses", {"window": window})
        if answer.status_code == 201:
            self.ana.post(f"/v1/matches/{answer.json()['id']}/confirm")
        return answer

    def at(self, later: timedelta) -> str:
        return (self.now + later).isoformat()


@pytest.fixture
def asked_ben(cleos_community: CleosCommunity) -> Asked:
    return Asked(cleos_community)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (AN_HOUR, timedelta(days=170 * 365), "after_the_needs_end"),
        (AN_HOUR, timedelta(days=6), "longer_than_a_day"),
        (AN_HOUR, timedelta(hours=25, seconds=1), "longer_than_a_day"),
        (-3 * AN_HOUR, -AN_HOUR, "in_the_past"),
        (timedelta(days=6, hours=23), timedelta(days=7, hours=2), "after_the_needs_end"),
    ],
)
def test_a_helper_chooses_a_day_at_most_within_the_needs_life(
    asked_ben: Asked, start: timedelta, end: timedelta, code: str
) -> None:
    answer = asked_ben.answer(start, end)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_a_day_is_a_time(asked_ben: Asked) -> None:
    assert asked_ben.answer(AN_HOUR, timedelta(hours=25)).status_code == 201


def test_the_authors_own_window_may_be_as_long_as_they_like(asked_ben: Asked) -> None:
    """And still contact closes thirty days after the second yes."""
    long = {"from": asked_ben.at(AN_HOUR), "to": asked_ben.at(timedelta(days=80))}
    need = {"when": {"kind": "windows", "windows": [long]}, "expires_at": long["to"]}
    answer = asked_ben.answer(AN_HOUR, timedelta(days=80), **need)
    assert answer.status_code == 201, answer.text
    match = asked_ben.town.ben.get(f"/v1/matches/{answer.json()['id']}")
    closes = datetime.fromisoformat(match["contact_until"])
    assert closes <= asked_ben.world.now() + timedelta(days=30)
    path = f"/v1/matches/{match['id']}/contact"
    asked_ben.world.advance(days=29, hours=23)
    assert asked_ben.town.ben.call("GET", path).status_code == 200
    asked_ben.world.advance(hours=2)
    assert asked_ben.town.ben.call("GET", path).status_code == 409


_NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 170 * 365 * 24).map(lambda hours: _NOW + timedelta(hours=hours))


@given(confirmed=MOMENTS, start=MOMENTS, long=st.timedeltas(timedelta(seconds=1), timedelta(days=400)))
def test_contact_never_outlives_thirty_days(confirmed: datetime, start: datetime, long: timedelta) -> None:
    closes = contact_until(confirmed, Window(start, start + long))
    assert closes <= confirmed + timedelta(days=30)
    assert closes <= start + long + timedelta(hours=72)
