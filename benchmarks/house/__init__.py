"""Benchmarks of Minka as it runs, on databases of their own: lists, candidates, rounds, pushes."""
