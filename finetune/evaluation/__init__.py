"""Judges plans against annotated messages, whatever model made them."""
