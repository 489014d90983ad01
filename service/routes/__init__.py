"""HTTP, SSE and WebSocket: no logic."""
