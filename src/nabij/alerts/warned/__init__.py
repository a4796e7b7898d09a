"""What networks hear of the alerts that left for their members: figures, and feedback that is still owed."""
