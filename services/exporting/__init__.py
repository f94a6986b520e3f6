"""Everything that is kept of somebody, for them to take along: which rows are theirs, and what each says."""
