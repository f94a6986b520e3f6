"""Shown cells, the supply of offers around them, and the search from a place outwards."""
