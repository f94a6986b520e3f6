"""Rounds: where many needs of a region are due at once, they are asked for together.

One after the other, the first few needs would take the helpers that others have nobody but. So everybody who waits
is looked at side by side: the best assignment of helpers to needs is worked out, and each of its pairs is still asked
only if asking them now is worth its price (`matching.asking.waves`). The modules, in the order in which a round goes
through them:

- `regions`: which worker looks after which region;
- `backlog`: the needs that are due there, and with `nearby` the offers around each;
- `pairs`: which of these the rules allow, and what each is worth;
- `solver_process`: the best assignment, worked out in a process of its own;
- `plans`: whom to ask now for each need;
- `proposals`: the last word under the locks, and `storing` what is written down.

`round` leads through all of them.
"""
