"""What serving and training must do identically."""
