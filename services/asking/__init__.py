"""Whom to ask for a need, and when: one need at a time, or many together in rounds.

- `proposing`: a wave for one need, from the search to the proposals; `choosing`: whom it finds, and whom it asks;
- `rounds`: the same for all the needs of a crowded region;
- what both stand on: `asked_so_far` (what came of asking until now), `circle` (how many helpers there are, and how
  likely they say yes), `recording` (what is written down of a proposal), `overflow` (where a need goes that nobody here
  answers);
- `around`: who could help, as a need's author and coordinators see it; `samples`: what of that an author is shown.
"""
