"""Model backends behind the engine's model port."""
