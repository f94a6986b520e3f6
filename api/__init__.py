"""The door of HTTP: parse, one service call, return."""
