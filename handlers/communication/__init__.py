"""Messages to people: WhatsApp, and who can be reached."""
