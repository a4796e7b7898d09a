"""What a network was told, for who passes it on word for word."""
