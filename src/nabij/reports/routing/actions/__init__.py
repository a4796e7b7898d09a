"""What changes who gets what and by when. Each module is reached by its own name: some stand below the actions of the room."""
