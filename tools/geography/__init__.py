"""The makers of the tables in `core/geography/`: `make geography` runs both.

They need the dependency group `geography` (187 MB of it GeoNames), which no other target does, and about two minutes on
one core. The same versions of its packages give the same bytes; `core/geography/SHA256SUMS` says which.
"""
