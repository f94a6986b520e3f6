"""A simulated community, and policies of asking compared in it."""
