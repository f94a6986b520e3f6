"""First chapter: what is spoken of. Everything else is said in these words.

- `vocabulary`: the states, roles and codes of needs, offers, matches and communities; `tasks`: those of what is to be
  done;
- `end_codes`: why a match ended;
- `values`: a need, an offer and what stands between the two, as matching thinks of them;
- `categories`: the kinds of help, each with what it asks of helpers;
- `policy`: a community's dials, their bounds and presets.
"""
