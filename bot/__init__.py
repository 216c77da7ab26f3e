"""Dialogue (Rasa, own process), its actions, and the answer pipeline."""
