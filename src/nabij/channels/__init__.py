"""How a message leaves the house, and how the answer of a provider comes back."""
