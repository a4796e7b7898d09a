"""What an alert may and must: pure functions, without clock or database."""
