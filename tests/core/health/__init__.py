"""Tests of how Minka says how it does."""
