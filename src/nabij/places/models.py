from __future__ import annotations

from django.db import models


class Area(models.Model):
    """A municipality, police zone, neighbourhood or warning area. Public geography: it belongs to no tenant.

    `shape` is WKB in Lambert metres, `outline` the same as GeoJSON in degrees. The database keeps a `box` made of the four
    bounds under a GiST index, which finds the few areas that can hold a point.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=160)
    municipality_code = models.CharField(max_length=20, blank=True)
    zone_code = models.CharField(max_length=20, blank=True)
    shape = models.BinaryField()
    outline = models.JSONField()
    left = models.FloatField()
    bottom = models.FloatField()
    right = models.FloatField()
    top = models.FloatField()
    population = models.IntegerField(null=True, blank=True)
    address_count = models.IntegerField(default=0)
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="places_area_kind_code")]
        indexes = [models.Index(fields=["kind", "sort_key"], name="places_area_sorted")]

    def __str__(self) -> str:
        return self.name


class Street(models.Model):
    """A street name within a postcode and municipality, with the place of its middle address."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    postcode = models.CharField(max_length=8)
    municipality = models.CharField(max_length=120)
    municipality_code = models.CharField(max_length=20, blank=True)
    search_key = models.CharField(max_length=120)
    locality_key = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()

    def __str__(self) -> str:
        return f"{self.name}, {self.postcode} {self.municipality}"


class Address(models.Model):
    """A house number with its place: degrees, and Lambert metres under a GiST index on point(x, y).

    The codes are those of the areas whose polygon holds the point, whatever the imported file said.
    """

    id = models.UUIDField(primary_key=True)
    street = models.ForeignKey(Street, on_delete=models.DO_NOTHING, related_name="addresses")
    number = models.CharField(max_length=20)
    number_key = models.CharField(max_length=30)
    neighbourhood_code = models.CharField(max_length=20, blank=True)
    municipality_code = models.CharField(max_length=20, blank=True)
    zone_code = models.CharField(max_length=20, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    x = models.FloatField()
    y = models.FloatField()
    source = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["neighbourhood_code"], name="places_address_neighbourhood"),
            models.Index(fields=["source"], name="places_address_source"),
        ]

    def __str__(self) -> str:
        return f"{self.street.name} {self.number}"


class MapFeature(models.Model):
    """A line or surface of the base map, where no map service is set: GeoJSON in degrees with its bounds."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=120, blank=True)
    geometry = models.JSONField()
    left = models.FloatField()
    bottom = models.FloatField()
    right = models.FloatField()
    top = models.FloatField()
    source = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name or self.kind
