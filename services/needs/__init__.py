"""Needs: posting, editing, listing, reading, sharing, ending them."""
