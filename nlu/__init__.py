"""Vietnamese understanding: from a message as typed to a typed Query. Runs on Python >= 3.10."""

from nlu.query import Context, Query
from nlu.resources import Resources
from nlu.understand import understand

__all__ = ["Context", "Query", "Resources", "understand"]
