"""Looking at somebody's place and contact for a purpose, by who answers for their community; second words."""
