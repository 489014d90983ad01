"""Our own records, and stateful twins of the vendors."""
