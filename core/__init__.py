"""Ground floor: settings, clock, database, tables, keys, events, errors. Knows nothing of what the product does."""
