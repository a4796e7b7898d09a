"""Pages about who does what by when, and the page of an outside team."""
