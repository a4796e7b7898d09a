"""Open311 GeoReport v2: the door by which other apps of a city report and follow what may be public."""
