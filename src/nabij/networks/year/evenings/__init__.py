"""The yearly information evening for all inhabitants of a network's area, members or not."""
