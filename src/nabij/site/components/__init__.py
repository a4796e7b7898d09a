"""The look and feel as template tags: `{% load ui %}` brings them all into a template."""
