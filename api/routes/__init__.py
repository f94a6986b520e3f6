"""Routes, a file per noun: parse, one service call, return."""
