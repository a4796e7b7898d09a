"""Winning addresses for BE-Alert: a goal per neighbourhood, leaflets and letters with a link of its own, and the counts."""
