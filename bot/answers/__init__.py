"""Decide what is answered, word it, cite it, check it."""
