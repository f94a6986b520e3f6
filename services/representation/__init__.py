"""Speaking for somebody who has no app: entering them, their consent, their own links, its end."""
