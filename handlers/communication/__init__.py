"""Messages to people: WhatsApp, e-mail, Instagram, Telegram, Slack, SMS, and who can be reached."""
