"""The small pages in a real Chromium, on small screens, mostly with scripts switched off."""
