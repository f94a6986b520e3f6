"""What rewrites committed files from public data, by hand and rarely; nothing that runs imports it."""
