"""Offers of help: posting, editing, pausing, ending them."""
