"""Faults played for real: processes that are killed, disks that are full, relays that refuse."""
