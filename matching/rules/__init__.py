"""The hard rules: whether a pair is allowed, and why not."""
