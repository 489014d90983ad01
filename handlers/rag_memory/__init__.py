"""What the house knows and what it was told: the knowledge base, and memory."""
