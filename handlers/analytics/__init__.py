"""Figures about the service itself and the business."""
