"""Whom to ask for a need, and when: one need at a time, or many together in rounds."""
