"""Zalo Bot Platform: for trials; the Official Account is the channel of an authority."""
