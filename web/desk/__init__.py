"""The desk of those who answer for a circle: what needs a human, each thing on one page, and what is done about it."""
