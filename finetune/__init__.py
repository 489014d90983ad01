"""Recipes, training, evaluation and release of the models."""
