"""Training: dated sessions by the police, and a quiz of two minutes that anybody may do and nobody has to."""
