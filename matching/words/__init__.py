"""The words everything else is said in: vocabulary, values, categories, policy."""
