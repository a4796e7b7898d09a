"""The drivers, one small file each."""
