"""Places: provinces, cities, former districts and wards, and what they are today."""

from knowledge.places.place import Place, PlaceFound
from knowledge.places.places import Places

__all__ = ["Place", "PlaceFound", "Places"]
