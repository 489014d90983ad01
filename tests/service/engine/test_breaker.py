"""The circuit breaker: opens after failures in a row, and lets one call through after a rest."""

from service.engine.breaker import FAILURES, REST, Breaker


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def broken() -> tuple[Breaker, Seconds]:
    clock = Seconds()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    return breaker, clock


def test_a_few_failures_do_not_open_it() -> None:
    breaker = Breaker(Seconds())
    for _ in range(FAILURES - 1):
        breaker.failed()

    assert breaker.wait() == 0


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker(Seconds())
    for _ in range(FAILURES * 3):
        breaker.failed()
        breaker.succeeded()

    assert breaker.wait() == 0


def test_it_says_how_long_it_stays_open() -> None:
    breaker, clock = broken()
    clock.now += 5

    assert breaker.wait() == REST - 5


def test_after_the_rest_one_call_may_try_and_the_others_wait() -> None:
    breaker, clock = broken()
    clock.now += REST

    assert breaker.wait() == 0
    assert breaker.wait() == REST


def test_a_trial_that_succeeds_closes_it() -> None:
    breaker, clock = broken()
    clock.now += REST
    breaker.wait()
    breaker.succeeded()

    assert breaker.wait() == 0
    assert breaker.wait() == 0


def test_a_trial_that_fails_opens_it_for_another_rest() -> None:
    breaker, clock = broken()
    clock.now += REST
    breaker.wait()
    clock.now += 2
    breaker.failed()

    assert breaker.wait() == REST
    clock.now += REST
    assert breaker.wait() == 0
