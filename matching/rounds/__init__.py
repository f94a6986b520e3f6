"""Many needs at once: columns, scores over arrays, and the assignment with its prices of fairness."""
