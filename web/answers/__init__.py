"""What a page answers with: what stands around it, forms that come back, words that are kept."""
