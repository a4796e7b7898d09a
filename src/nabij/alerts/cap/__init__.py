"""Common Alerting Protocol 1.2 (OASIS, 1 July 2010): what we publish and what others send us."""
