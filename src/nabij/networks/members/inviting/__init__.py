"""Asking who is on a list that was brought in: by letter, mail or text message, once more after a while, and then never again."""
