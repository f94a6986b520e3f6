"""The card of a match, for those who answer for its community: all that is needed to decide on one page."""
