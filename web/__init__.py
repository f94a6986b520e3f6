"""The door for browsers: server-made pages and forms that work without script, in six languages."""
