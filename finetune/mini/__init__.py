"""Trains Scout Mini: the message tower and the heads that `scout/mini` runs."""
