"""How Scout Mini is trained."""

from schemas.base import Record


class Recipe(Record):
    """messages: written anew for each epoch. rates: highest learning rates of the tower's layers and of the heads.

    refresh: steps after which the examples of the handlers are routed anew. held_out: share of the utterances that is
    never learned from, on which each epoch is judged. unseen: handlers left out whole, to see how new ones fare.
    judged and calibrated: messages at most on which the network is judged, and on which the confidence is fitted.
    """

    messages: int = 28_000
    epochs: int = 4
    batch: int = 48
    tower_rate: float = 2e-4
    head_rate: float = 1e-3
    warmup: float = 0.08
    weight_decay: float = 0.01
    refresh: int = 100
    held_out: float = 0.1
    judged: int = 1_200
    calibrated: int = 1_000
    seed: int = 7
    unseen: tuple[str, ...] = ()


SMALL = Recipe(messages=400, epochs=1, batch=32, judged=120, calibrated=120)
"""A minute's run, which shows that every part works; what it learns is little."""
