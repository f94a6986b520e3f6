"""Whom to ask: how good a pair is, what attention costs, and when a wave stops."""
