"""What people answer to a warning: STOP and START, and what they saw, which becomes a report."""
