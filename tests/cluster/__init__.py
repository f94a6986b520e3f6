"""A whole cluster on one machine, and faults played on it: `make cluster`, in short in `make test`.

Three database machines (PostgreSQL under Patroni, etcd, PgBouncer), HAProxy as their one address, two APIs and two
workers as an operator starts them, people who use them all the while, and a reader of events in their order. The
servers are set up by the files in `deploy/cluster`, the same that docs/operations.md tells an operator to use.
"""
