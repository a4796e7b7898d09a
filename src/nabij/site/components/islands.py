"""Parts of a page that a script makes better; without it each is still a plain form control or a list."""

from __future__ import annotations

from datetime import timedelta

from django import template

from nabij.audit.events import newest_event

register = template.Library()
# Flanders and Brussels, west, south, east, north in degrees: where a map opens that was given no place.
FLANDERS = "2.53,50.67,5.93,51.51"

# What happened this long before a page was made is told to it again: its queries may have run just before.
OVERLAP = timedelta(seconds=5)


@register.inclusion_tag("site/islands/address_search.html")
def address_search(
    name: str = "address",
    label: str = "",
    value: str = "",
    hint: str = "",
    lon: str = "",
    lat: str = "",
    url: str = "/adres/zoek",
    remember: bool = False,
) -> dict[str, object]:
    """A text field that suggests addresses from `url?q=`; `lon`, `lat`: names of the inputs that take the place."""
    return {
        "name": name,
        "label": label,
        "value": value,
        "hint": hint,
        "lon": lon,
        "lat": lat,
        "url": url,
        "remember": remember,
    }


@register.inclusion_tag("site/islands/place_picker.html")
def place_picker(
    lon: str = "lon",
    lat: str = "lat",
    lon_value: object = "",
    lat_value: object = "",
    bounds: str = FLANDERS,
    label: str = "",
) -> dict[str, object]:
    """A map with a pin one drags; `lon` and `lat` name its two inputs, in degrees. `bounds`: west,south,east,north."""
    return {"lon": lon, "lat": lat, "lon_value": lon_value, "lat_value": lat_value, "bounds": bounds, "label": label}


@register.inclusion_tag("site/islands/area_editor.html")
def area_editor(
    name: str = "area", value: str = "", bounds: str = FLANDERS, label: str = "", readonly: bool = False,
    circles: bool = False,
) -> dict[str, object]:  # fmt: skip
    """A map on which one draws; the input `name` holds a GeoJSON MultiPolygon and fires `change` at every edit.

    With `circles` a circle stays one: a GeometryCollection, with {"type": "Circle", "coordinates", "radius_m"} among its parts.
    """
    given = {"name": name, "value": value, "bounds": bounds, "label": label, "readonly": readonly}
    return given | {"circles": circles}


@register.inclusion_tag("site/islands/console_map.html")
def console_map(
    incidents: str = "",
    networks: str = "",
    neighbourhoods: str = "",
    areas: str = "",
    notices: str = "",
    bounds: str = FLANDERS,
    id: str = "console-map",
    public: bool = False,
) -> dict[str, object]:
    """The map of the console: addresses of GeoJSON for each layer, any of them left out. `public`: for who sees no queue."""
    return {
        "id": id,
        "public": public,
        "incidents": incidents,
        "networks": networks,
        "neighbourhoods": neighbourhoods,
        "areas": areas,
        "notices": notices,
        "bounds": bounds or FLANDERS,
    }


@register.inclusion_tag("site/islands/live.html")
def live() -> dict[str, object]:
    """Opens the live stream and says so; once on a page. Elements listen with `hx-trigger="live:KIND from:body"`.

    The page says from which event on it wants to hear, so that nothing is lost between its making and the opening of the stream.
    """
    return {"after": newest_event(older_than=OVERLAP)}


@register.inclusion_tag("site/islands/sms_counter.html")
def sms_counter(field_id: str, price_cents: float = 0, plain: str = "{}") -> dict[str, object]:
    """Counts characters and text-message parts of the text area with this id, with the price where one part has one (in cents).

    `plain` is JSON: what could stand instead of characters that make a message hold only 70.
    """
    return {"field_id": field_id, "price_cents": str(price_cents), "plain": plain}


@register.inclusion_tag("site/islands/keys.html")
def console_keys() -> dict[str, object]:
    """Keys over rows marked `data-key-row` and actions marked `data-key-action="o"`, with a list of them under `?`."""
    return {}


@register.inclusion_tag("site/islands/urgent_sound.html")
def urgent_sound() -> dict[str, object]:
    """A switch for two tones whenever an element with a new `data-urgent-id` appears; off until somebody asks for it."""
    return {}
