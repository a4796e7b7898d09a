"""What every door for machines shares: who calls with which key, how often, and the same answer to the same request."""
