"""Who comes with a browser: cookies, sign-ins, whose forms are taken, and from where."""
