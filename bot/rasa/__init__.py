"""The dialogue engine: Rasa's project files and our components. Runs in its own Python 3.10 environment."""
