"""Taking somebody in on the phone."""
