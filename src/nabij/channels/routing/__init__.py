"""Which of a channel's providers takes the next window: weights that step away from trouble and come back, limits, probes."""
