"""Staff at work: where we remind them."""
