"""Who got an urgent alert and whose telephone never said so is called, where the zone chose that."""
