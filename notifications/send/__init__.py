"""Deliveries claimed, checked once more, worded, sent and written down."""
