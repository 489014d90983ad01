"""Generators of what is written into an utterance's slots."""

from training_data_gen.slots.generators import GENERATORS

__all__ = ["GENERATORS"]
