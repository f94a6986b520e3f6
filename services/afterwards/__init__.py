"""What a confirmed match brings: contact, messages, reminders, reports of how it went."""
