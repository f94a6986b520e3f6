"""The desk of those who answer for a circle: what needs a human as it is read and passed on, who is on duty, and when a
circle is full. What stands in a queue, and why, is decided below, in `services.oversight.queue`.
"""
