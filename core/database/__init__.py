"""PostgreSQL, embedded or named: engine and session, migrations, locks, conditions."""
