"""What three weeks in a town showed: each line of that list, and what holds instead."""
