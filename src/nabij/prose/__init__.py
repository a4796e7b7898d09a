"""What a text says, whoever wrote it: plates, persons, origin, numbers to call, and what only the police may do. Pure."""
