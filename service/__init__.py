"""The orchestrator: engine, models, routes and their composition."""
