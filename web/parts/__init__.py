"""What pages are made of, each drawn once: parts, their templates, and the style sheet."""
