"""Texts that a zone keeps ready: templates with fields, in versions, read by a second person."""
