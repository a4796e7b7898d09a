"""Who is in: joining, leaving, lists brought in and taken out, how often they are written to."""
