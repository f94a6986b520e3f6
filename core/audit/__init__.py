"""The record sealed: events bound in a chain of hashes, so that whoever rewrites one later is found out.

`chain` is its arithmetic and knows no database; `rows` streams events as the bytes that are hashed; `sealing` binds
what is settled; `heads` keeps the chain's heads in a file outside the database, under the master key; `verifying`
looks all of it over; `epochs` tells the time before a restore from the time after it.
"""
