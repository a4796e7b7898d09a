"""The only writers of the channel of a network."""
