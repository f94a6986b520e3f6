"""What people report, the cases it makes, and who judges them."""
