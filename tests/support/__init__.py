"""What tests stand on: a real server, real people who talk to it over HTTP, time that is passed by hand."""
