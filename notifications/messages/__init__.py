"""Which event tells whom what, by which way, and when it may ring."""
