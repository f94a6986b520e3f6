"""What docs/asvs.md says where no other test shows it: what is not there, and what goes over the wire."""
