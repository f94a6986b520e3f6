"""Calls that people ask a circle for, without an account: asking, ringing for them, answering.

Nobody learns from it whether a number is known: nothing is looked up but what was asked by this way.
"""
