"""Everyday assistance: arithmetic, holidays, languages."""
