"""How the API answers: bodies, pages of lists, preconditions, and the description of itself."""
