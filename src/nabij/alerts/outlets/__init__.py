"""What is published once per alert instead of sent to each person: a CAP feed, RSS, JSON, and a banner for other sites."""
