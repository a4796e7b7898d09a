"""Taking a list of members away: asked with a reason, confirmed by a second person, fetched once."""
