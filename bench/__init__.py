"""Measurements: ratios on one machine in one run, because absolute times of shared machines mean little."""
