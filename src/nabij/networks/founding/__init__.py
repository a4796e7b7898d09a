"""From interest to a network that works: steps with owners and reminders, screening, approval, merge and split."""
