"""Vietnamese understanding: from a message as typed to a typed Query. Runs on Python >= 3.10."""
