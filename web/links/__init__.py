"""Small pages for people without the app: at most 10 KB, no script, six languages; GET shows, POST acts."""
