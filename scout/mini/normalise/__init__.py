"""Normalisers: what a person wrote -> typed values. One file per kind; each returns every value that it finds."""
