"""What is known of the map before anybody posts: how coarse a place is shown, its country, emergency numbers.

Two tables lie here, `shown_cells.bin` and `countries.bin`, made by `tools/geography/` from public data (NOTICE names
it). Neither changes while Minka runs, so nothing that callers add or count moves an answer.
"""
