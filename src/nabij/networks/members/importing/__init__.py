"""Bringing in a list that a coordinator kept elsewhere: columns chosen, every bad row explained, the good ones taken at once."""
