"""`{% load ui %}`: every tag and filter of `nabij.site.components`."""

from __future__ import annotations

from django import template

from nabij.site.components import assets, blocks, buttons, fields, icons, islands, moments, shell

register = template.Library()
for part in (assets, blocks, buttons, fields, icons, islands, moments, shell):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
