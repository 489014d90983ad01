"""Clients, cases, and what Bali Zero knows and sells: visas, companies, taxes, prices."""
