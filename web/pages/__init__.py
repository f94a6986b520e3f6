"""One module for each page that has an address of its own: what it shows, and what its forms do."""
