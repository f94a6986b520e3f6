"""Everything that people read, in six languages. Keys in, sentences out; knows nothing of the product."""
