"""The assignment against baselines and published instances."""
