"""The stages of the pipeline, one per file; each takes the Intake and fills a part of it."""
