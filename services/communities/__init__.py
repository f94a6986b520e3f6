"""Circles: founding, finding, joining, members, organisations, alliances, recognition, policy, duty."""
