"""Implementations of ports, a folder per vendor; `local` holds our own records and the twins."""
