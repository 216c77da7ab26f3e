"""The action endpoint that Rasa calls; served by the main process."""
