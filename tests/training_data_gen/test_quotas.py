"""Every handler is called in as many records, and the sorts come in their shares."""

from itertools import count

import pytest

from training_data_gen.errors import DataError
from training_data_gen.quotas import CALLING, tasks, wanted
from training_data_gen.trajectories import MIX

HANDLERS = [f"made.handler_{number}" for number in range(104)]


def test_each_handler_is_called_as_often_as_wanted() -> None:
    able = {"missing": HANDLERS[:70], "error_recovery": HANDLERS[:60]}

    found = wanted(50, MIX, HANDLERS, able)

    for handler in HANDLERS:
        assert sum(found[sort, handler] for sort in CALLING) == 50
    assert {handler for (sort, handler), number in found.items() if sort == "error_recovery"} == set(HANDLERS[:60])


def test_the_sorts_come_in_their_shares() -> None:
    able = {"missing": HANDLERS[:70], "error_recovery": HANDLERS[:60]}

    found = wanted(50, MIX, HANDLERS, able)

    total = found.total()
    assert total == pytest.approx(104 * 50 / 0.78, rel=0.01)
    for sort, share in MIX.items():
        assert sum(number for (one, _), number in found.items() if one == sort) / total == pytest.approx(
            share, abs=0.01
        )


def test_a_sort_that_nobody_can_be_about_is_left_out() -> None:
    found = wanted(2, MIX, HANDLERS[:1], {"missing": [], "error_recovery": []})

    assert {sort for sort, _ in found} <= {"single", "multiple", "parallel", "multi_turn", "none"}
    assert sum(found[sort, HANDLERS[0]] for sort in CALLING) == 2


def test_a_mix_without_calls_is_refused() -> None:
    with pytest.raises(DataError, match="give one of them a share"):
        wanted(1, {"none": 1.0}, HANDLERS, {})


def test_tasks_are_numbered_on_and_take_the_languages_in_turn() -> None:
    numbers = count(1)
    first = list(tasks(wanted(3, {"single": 1.0}, HANDLERS[:2], {}), numbers))
    second = list(tasks(wanted(1, {"single": 1.0}, HANDLERS[:1], {}), numbers))

    assert [task.number for task in [*first, *second]] == [1, 2, 3, 4, 5, 6, 7]
    assert {task.language for task in first} == {"en", "id", "it"}
