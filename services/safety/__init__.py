"""Safety: what humans decide about somebody, and how another human hears that it was wrong."""
