"""Copies of the database that are read where they have all that the primary had when somebody came (ADR 0031)."""
