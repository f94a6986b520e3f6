"""Who calls, for whom they speak, and what they may do."""
