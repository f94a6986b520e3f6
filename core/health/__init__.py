"""How Minka does, part by part: each is a function that looks at one thing and says it in a sentence.

`part.py` says what a part is, `looking.py` looks at many; the others are the parts that need no more than the ground
floor. Which parts there are stands in `commands/parts.py`: a new one is one function, named there.
"""
