"""What time does: one function finds the rows that are due, another acts on one of them."""
