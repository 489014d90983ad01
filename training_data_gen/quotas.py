"""How many records of each sort about each handler: every handler as many, the sorts in their shares."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from training_data_gen.drafts import Sort, Task
from training_data_gen.errors import DataError
from training_data_gen.slots.setting import LANGUAGES

CALLING: tuple[Sort, ...] = ("single", "multiple", "parallel", "multi_turn", "error_recovery")
"""The sorts in which the handler that a record is about is called."""

Wanted = Counter[tuple[Sort, str]]


def wanted(
    per_handler: int, mix: Mapping[Sort, float], handlers: Sequence[str], able: Mapping[Sort, Sequence[str]]
) -> Wanted:
    """Each handler is called in at least `per_handler` records; the other sorts come on top, by their shares.

    able: the handlers that a sort can be about, where those are not all. What one handler cannot be the subject of
    falls to the others.
    """
    calling = sum(mix.get(sort, 0.0) for sort in CALLING)
    if calling <= 0:
        raise DataError(f"the mix gives no share to any of {', '.join(CALLING)}; give one of them a share")
    total = per_handler * len(handlers) / calling
    found: Wanted = Counter()
    for sort, share in mix.items():
        if sort not in CALLING or sort in able:
            found += _spread(sort, round(total * share), able.get(sort, handlers))
    free: Mapping[Sort, float] = {sort: mix[sort] for sort in CALLING if sort in mix and sort not in able}
    for handler in handlers:
        left = per_handler - sum(found[sort, handler] for sort in CALLING)
        for sort, number in _divided(left, free).items():
            found[sort, handler] += number
    return +found


def _spread(sort: Sort, total: int, handlers: Sequence[str]) -> Wanted:
    """As evenly as it goes."""
    if not handlers:
        return Counter()
    each, more = divmod(total, len(handlers))
    return Counter({(sort, handler): each + (at < more) for at, handler in enumerate(handlers)})


def _divided(number: int, shares: Mapping[Sort, float]) -> Mapping[Sort, int]:
    """Whole numbers in proportion, by the largest remainders; together `number`, or nothing below zero."""
    whole = sum(shares.values())
    if number <= 0 or whole <= 0:
        return {}
    exact: list[tuple[Sort, float]] = [(sort, number * share / whole) for sort, share in shares.items()]
    divided: dict[Sort, int] = {sort: int(value) for sort, value in exact}
    by_remainder = sorted(exact, key=lambda each: int(each[1]) - each[1])
    for sort, _ in by_remainder[: number - sum(divided.values())]:
        divided[sort] += 1
    return divided


def tasks(open_now: Wanted, numbers: "count[int]") -> Iterator[Task]:
    """A task for each record that is wanted, the languages in turn."""
    for (sort, handler), number in sorted(open_now.items()):
        for _ in range(number):
            at = next(numbers)
            yield Task(at, sort, handler, LANGUAGES[at % len(LANGUAGES)])
