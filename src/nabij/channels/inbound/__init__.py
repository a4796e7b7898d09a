"""What comes in from people and mail servers: texts, mails that bounced or were complained about, and what nobody could read."""
