"""What coordinators see and do: queue, boards, acts on others' needs."""
