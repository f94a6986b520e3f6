"""The machine Minka runs on: processes, pace, garbage collection, log lines."""
