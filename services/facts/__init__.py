"""Rows turned into the values that `matching` judges: the only translators."""
