"""People of a circle, for those who answer for it."""
