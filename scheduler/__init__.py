"""The door of time: a metronome over one table of jobs."""
