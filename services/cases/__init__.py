"""Cases: what was reported about somebody, its evidence under a key of its own, who may hear it, and a pause."""
