"""Third chapter: the hard rules. One refusal is enough, whatever a pair would score and whoever asks for it.

- `rulebook`: the rules, one small function each, in the order in which a single reason is given;
- `distance`, `languages`, `availability`: what they measure by: how far, in which language, at what time;
- `refusals`: why a pair cannot be, and what of it anybody may be told;
- `rules`: what they say of a pair, and of asking somebody once more.
"""
