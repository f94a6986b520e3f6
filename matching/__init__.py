"""Who may help whom, whom to ask, and when: the rules of matching, as pure functions over plain values.

Nothing here reads a clock or a database; time and dice are handed in, so that the same input gives the same answer.
It reads in five chapters, each of which knows only those before it (held by a contract in pyproject.toml):

1. `words`: what is spoken of. Every state, role and code, a need and an offer as plain values, the kinds of help, and
   the dials that a community may turn.
2. `states`: what can become of a need, an offer and a match, who may move it, and the clock that moves it otherwise.
3. `rules`: whether two may help each other at all, and if not, why. No score outweighs a rule.
4. `asking`: whom to ask for one need: how good a pair is, what asking costs, when to stop, when to look again.
5. `rounds`: the same for thousands of needs at once: rules and scores over columns, and the best assignment of
   helpers to needs at a bounded price of fairness.
"""
