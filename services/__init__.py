"""What the product does: one function per action. Session first, actor second, keywords after.

They flush, never commit; they return rows; they raise `core.errors`. Doors open and close the transaction.
"""
