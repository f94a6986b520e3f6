"""The people of a circle, for those who answer for it: finding them, what is known of each, and what is done about one.

Blocked either way, one's own matter and whoever hides are absent here, as everywhere: to whoever looks they are not
there.
"""
