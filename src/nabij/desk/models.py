"""What the parts of this room store, for Django to find."""
