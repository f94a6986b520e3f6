"""What three weeks in a town showed: each line with what holds instead."""
