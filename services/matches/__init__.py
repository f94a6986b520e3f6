"""A match from its first key to its end: who is eligible, opening, every move, what each side sees."""
