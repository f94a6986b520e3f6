"""`run`: one process that starts API, worker and the embedded PostgreSQL, brings back what dies, and owns them all."""
