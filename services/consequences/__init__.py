"""What follows for needs and matches when something else ends."""
