"""Turns recorded events into messages, and sees each message off on the channel its reader chose."""
