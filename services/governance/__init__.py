"""Who answers for a community, and what of it one alone does not change: pending changes, seconds, the operator."""
