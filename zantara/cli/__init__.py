"""The command line: a client of the running service, and the service itself."""
