"""Backups: database and epochs of wrapping keys together, each checked by restoring it before it is kept.

`manifest` says what is in one; `programs` runs PostgreSQL's own; `snapshot` is the moment that a backup holds; `taking`
makes one, `checking` restores it into a server of its own and counts; `folder` keeps and lets go of them; `loading`
brings one into an empty database; `erasures` is the list of who was erased since.
"""
