"""States and moves of needs, offers and matches, and the clocks that move them."""
