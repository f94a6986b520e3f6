"""Judging: who is too near to a matter to judge it, what was decided about whom, and who hears an appeal."""
