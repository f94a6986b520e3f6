"""The door of time: runs what is due, from one table of jobs, on the clock and when something was recorded."""
