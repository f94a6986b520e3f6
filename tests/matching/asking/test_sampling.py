"""Which of those who could help is shown: whatever is asked, at most three answers a day."""

import random
from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.asking.sampling import Drawn, sample, standing

NEED, DAY, KEY = UUID(int=1), date(2026, 11, 28), bytes(16)
ids = st.integers(1, 2**128 - 1).map(lambda number: UUID(int=number))
crowds = st.lists(ids, unique=True, max_size=30)
questions = st.integers(0, 30).map(lambda number: bytes([number]))


def drawn(able: list[UUID], most: int, number: int = 0, key: bytes = KEY) -> list[UUID]:
    return list(sample(able, need_id=NEED, day=DAY, number=number, key=key, most=most))


@given(st.lists(questions, max_size=60))
def test_a_day_has_three_answers_and_each_question_one(asked: list[bytes]) -> None:
    today: list[Drawn] = []
    answers: dict[bytes, set[int]] = {}
    for number, question in enumerate(asked):
        answer = standing(reversed(today), question)
        if answer is None:
            answer = Drawn(len(today), question)
            today.append(answer)
        answers.setdefault(question, set()).add(answer.number)
        assert len(today) <= 3, number
    assert all(len(answers[drawn.question]) == 1 for drawn in today)


@given(crowds, st.integers(0, 30), st.randoms())
def test_the_order_of_those_who_are_able_changes_nothing(
    able: list[UUID], most: int, shuffle: random.Random
) -> None:
    mixed = shuffle.sample(able, len(able))
    found = drawn(able, most)
    assert drawn(mixed, most) == found
    assert len(found) == min(most, len(able))
    assert set(found) <= set(able)


@given(crowds, ids, st.integers(1, 5))
def test_one_more_who_is_able_moves_at_most_one_other(able: list[UUID], other: UUID, most: int) -> None:
    """Whoever is there says next to nothing of the rest: no order is made anew by who comes and goes."""
    before, after = drawn(able, most), drawn(sorted({*able, other}), most)
    assert len(set(before) - set(after)) <= 1
    assert set(after) - set(before) <= {other}


def test_need_day_number_and_key_decide_and_nothing_else() -> None:
    able = [UUID(int=number) for number in range(40)]
    one = drawn(able, 10)
    assert drawn(able, 10) == one
    assert drawn(able, 10, number=1) != one
    assert drawn(able, 10, key=bytes(15) + b"1") != one
    elsewhere = sample(able, need_id=UUID(int=2), day=DAY, number=0, key=KEY, most=10)
    tomorrow = sample(able, need_id=NEED, day=date(2026, 11, 29), number=0, key=KEY, most=10)
    assert one not in (list(elsewhere), list(tomorrow))
