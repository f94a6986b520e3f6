"""What people report, the cases it makes, what humans decide about somebody, and appeals against that."""
