"""BIN-Z: shops and trades, who works there when, one tap to the police, the poster in the window."""
