"""Taking back what somebody who answers for a circle has just done: the act and its messages, within ten seconds."""
