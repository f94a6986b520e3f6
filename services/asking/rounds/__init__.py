"""Rounds: where many needs of a region are due at once, they are asked for together.

One after the other, the first few needs would take the helpers that others have nobody but. So everybody who waits
is looked at side by side, the assignment says who had best turn to whom, and each of its pairs is still asked only
if asking them now is worth its price (`matching.asking.waves`). The modules, in the order in which a round goes
through them:

- `regions`: whose turn it is to look after which region;
- `backlog`: the needs that are due there, and with `nearby` whom they could turn to;
- `pairs`: which of these the rules allow, and what each is worth;
- `solver_process`: who had best turn to whom, worked out next door;
- `plans`: whom to ask now for each need;
- `proposals`: the last word under the locks, and `storing` what it leaves behind.

`round` leads through all of them.
"""
