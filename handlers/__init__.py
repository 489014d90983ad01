"""The plugins, and what makes a function a plugin."""
