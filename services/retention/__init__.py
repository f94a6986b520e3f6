"""How long what is kept of people is kept, in one table, and what of a need, an offer or a match is emptied in time."""
