"""Handing an alert over to BE-Alert: the screen, the result, the deputy when nobody does it, and practising it."""
