"""The open web, behind a guard."""
