"""What three weeks in a town showed, line by line: each test names what went wrong, and holds what is so since."""
