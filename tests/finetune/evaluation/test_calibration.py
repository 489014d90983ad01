"""Calibration on rows whose figures can be worked out by hand."""

import numpy as np
import pytest

from finetune.evaluation.calibration import calibration, equal_mass, equal_width, expected_error


def of(confidences: list[float], right: list[int]):
    return calibration(np.array(confidences), np.array(right, dtype=np.float64))


def test_the_errors_of_two_bins_worked_out_by_hand() -> None:
    # 0.9 and half right: a gap of 0.4; 0.3 and none right: a gap of 0.3; as many plans in each.
    found = of([0.9, 0.9, 0.3, 0.3], [1, 0, 0, 0])

    assert found.errors.ece == pytest.approx(0.35)
    assert found.errors.adaptive_ece == pytest.approx(0.35)
    assert found.errors.brier == pytest.approx((0.01 + 0.81 + 0.09 + 0.09) / 4)


def test_bins_of_equal_mass_see_what_equal_ones_average_away() -> None:
    # All in [0.9, 1]: the surest are all wrong, the others all right, and one bin finds nothing amiss.
    confidences, right = np.array([0.92] * 5 + [0.98] * 5), np.array([1.0] * 10)
    right[5] = 0
    both = np.array([1.0] * 5 + [1, 1, 1, 1, 0])

    assert expected_error(confidences, both, equal_width(confidences)) == pytest.approx(abs(0.95 - 0.9))
    assert expected_error(confidences, both, equal_mass(confidences)) == pytest.approx((0.08 + 0.18) / 2)


def test_bins_of_equal_mass_hold_as_many_plans_each() -> None:
    bins = equal_mass(np.random.default_rng(1).random(1000))

    assert np.bincount(bins).tolist() == [100] * 10


def test_equal_confidences_share_a_bin_so_that_the_order_of_the_messages_is_nothing() -> None:
    confidences, right = [0.5] * 40 + [0.8] * 3, [1] * 20 + [0] * 20 + [1, 0, 1]
    shuffled = np.random.default_rng(2).permutation(43)

    one = of(confidences, right)
    other = of([confidences[at] for at in shuffled], [right[at] for at in shuffled])

    assert one.errors.adaptive_ece == pytest.approx(other.errors.adaptive_ece)
    assert one.errors.adaptive_ece == pytest.approx(3 * abs(0.8 - 2 / 3) / 43)


def test_full_confidence_belongs_to_the_last_bin() -> None:
    assert equal_width(np.array([0.0, 0.09, 0.1, 0.95, 1.0])).tolist() == [0, 0, 1, 9, 9]


def test_a_perfectly_calibrated_planner_lies_in_its_own_interval_and_an_oversure_one_does_not() -> None:
    rng = np.random.default_rng(3)
    confidences = rng.uniform(0.4, 1, 1500)
    honest = calibration(confidences, (rng.random(1500) < confidences).astype(np.float64))
    oversure = calibration(confidences, (rng.random(1500) < confidences - 0.2).astype(np.float64))

    for name in ("adaptive_ece", "ece", "brier"):
        chance = getattr(honest.perfect, name)
        assert chance.low <= getattr(honest.errors, name) <= chance.high
    assert oversure.errors.adaptive_ece > 5 * oversure.perfect.adaptive_ece.high
    assert all(one.low <= one.right <= one.high for one in honest.reliability[:3])


def test_chance_alone_gives_fewer_plans_a_larger_error() -> None:
    few, many = of([0.7] * 20, [1] * 14 + [0] * 6), of([0.7] * 2000, [1] * 1400 + [0] * 600)

    assert few.errors.adaptive_ece == pytest.approx(0)
    # The mean gap of a share of n draws is sqrt(2 p (1 - p) / (pi n)).
    assert few.perfect.adaptive_ece.mean == pytest.approx((2 * 0.21 / (np.pi * 20)) ** 0.5, rel=0.05)
    assert many.perfect.adaptive_ece.mean == pytest.approx((2 * 0.21 / (np.pi * 2000)) ** 0.5, rel=0.05)


def test_the_same_rows_give_the_same_figures() -> None:
    assert of([0.2, 0.6, 0.9], [0, 1, 1]) == of([0.2, 0.6, 0.9], [0, 1, 1])


def test_without_a_confidence_there_is_nothing_to_say() -> None:
    with pytest.raises(ValueError, match="no plan with a confidence"):
        of([], [])
