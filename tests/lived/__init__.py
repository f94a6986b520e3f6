"""What three weeks in a town showed, line by line: each test names the line it holds."""
