"""Instances from outside, solved: optimum, time, and what greedy loses on each.

`readers` reads three formats, `assignment`, `generalised` and `flow` solve them, `table` shows the answers.
"""
