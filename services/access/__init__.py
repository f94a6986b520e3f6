"""Who is calling, for whom they speak, and what they may do."""
