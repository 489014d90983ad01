"""Types on the wire and between rooms: pydantic and the standard library only, no logic."""
