"""The heart of Minka: who may help whom, whom to ask, and when. Pure functions over plain values.

Nothing here reads a clock, a database or a dice: the same input gives the same answer.
"""
