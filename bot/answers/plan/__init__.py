"""Answers over plan records."""
