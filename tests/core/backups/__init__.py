"""Tests of backups: manifests, programs, folders and lists."""
