"""What is somebody's own, told together: what waits for them, their needs, matches, offers, and what they are where."""
