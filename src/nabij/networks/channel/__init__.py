"""What neighbours tell each other: moderated posts, the open group with its officer, registered WhatsApp groups."""
