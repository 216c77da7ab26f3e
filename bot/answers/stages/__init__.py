"""The stages of the pipeline; their order is in bot/answers/pipeline.py."""
