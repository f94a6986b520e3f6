"""Second chapter: what can become of a need, an offer and a match, and the clocks that move them.

- `lifecycle`: the moves of a match, in one table, and what two reports amount to;
- `need_states`, `offer_states`: the moves of needs and of offers;
- `local_time`: from the clock on a wall to a moment that everybody shares;
- `quiet_hours`: when somebody's phone makes no sound;
- `deadlines`: how long everything lasts, from a need's life to the time to reply;
- `silence`: whom a question reached, and from when their silence is an answer.
"""
