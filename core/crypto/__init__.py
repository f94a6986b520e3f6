"""Keys and what is done with them: the master key's vault, persons' keys, secret words."""
