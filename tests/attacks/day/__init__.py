"""A day among honest people and false ones, and what the false ones have got of it: one figure a mechanism of safety.

Each module plays one kind of attack over HTTP and counts what it came to; nothing is the answer to all of them. With
its mechanism taken out (`make sabotage`) a figure moves, and no other.
"""
