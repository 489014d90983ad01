"""When a plan is right: `routed`, its handlers are; `exact`, all of it is.

A value is right where one of the acceptable ones is the same: numbers within a millionth, moments at the same time,
durations of the same length, texts after folding case, marks and spaces; free texts of three words or more also with a
token F1 of 0.75 or more, the same numbers and the same negations; lists in any order.
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import permutations

from pydantic import JsonValue, TypeAdapter, ValidationError

from finetune.evaluation.queries import Query, WantedCall
from schemas.plan import MissingCall, Plan, PlannedCall

ALIKE = 0.75
"""Least token F1 of two free texts that say the same."""

ORDERED = 7
"""Calls up to which every order is tried; a longer plan must be in the order of the annotation."""

NEGATIONS = frozenset(["not", "no", "never", "don't", "dont", "tidak", "jangan", "belum", "bukan", "non", "mai"])
ZONE = dt.timezone(dt.timedelta(hours=8))
_DURATION = TypeAdapter(dt.timedelta)


def routed(plan: Plan, query: Query) -> bool:
    """Whether the plan calls the right handlers, each as often as wanted; for `missing`, asks about it."""
    called = Counter(call.handler for call in plan.calls)
    if query.kind == "missing":
        return not called and any(asked.handler == query.calls[0].handler for asked in plan.missing)
    return called == Counter(call.handler for call in query.calls)


def exact(plan: Plan, query: Query) -> bool:
    """Whether the whole plan is right: handlers, arguments, references, and what it asks for."""
    if query.kind == "none":
        return plan.empty
    if query.kind == "missing":
        return _asks_rightly(plan, query.calls[0])
    if len(plan.calls) != len(query.calls) or plan.missing:
        return False
    places = range(len(query.calls))
    orders = permutations(places) if len(places) <= ORDERED else [tuple(places)]
    return any(_fits([plan.calls[at] for at in order], query.calls) for order in orders)


def _asks_rightly(plan: Plan, wanted: WantedCall) -> bool:
    if plan.calls or len(plan.missing) != 1:
        return False
    asked = plan.missing[0]
    return (
        asked.handler == wanted.handler and set(asked.params) == set(wanted.missing) and _call_fits(asked, wanted, {})
    )


def _fits(calls: Sequence[PlannedCall], wanted: Sequence[WantedCall]) -> bool:
    ids = {at: call.id for at, call in enumerate(calls)}
    return all(
        call.handler == each.handler and _call_fits(call, each, ids) for call, each in zip(calls, wanted, strict=True)
    )


def _call_fits(call: PlannedCall | MissingCall, wanted: WantedCall, ids: Mapping[int, str]) -> bool:
    for name, accepted in wanted.args.items():
        if name not in call.args or not _acceptable(call.args[name], accepted, ids):
            return False
    for name, value in call.args.items():
        if value is None or name in wanted.args:
            continue
        # An optional parameter without acceptable values may be anything.
        accepted = wanted.optional.get(name)
        if accepted is None or (accepted and not _acceptable(value, accepted, ids)):
            return False
    return True


def _acceptable(value: JsonValue, accepted: Sequence[JsonValue], ids: Mapping[int, str]) -> bool:
    return any(same(value, each, ids) for each in accepted)


def same(got: JsonValue, want: JsonValue, ids: Mapping[int, str] | None = None) -> bool:
    """Whether a planned value is the acceptable one. `ids`: which planned call stands for which annotated one."""
    if isinstance(want, dict) and isinstance(at := want.get("from"), int):
        return isinstance(got, dict) and got.get("$from") is not None and (ids or {}).get(at) == got["$from"]
    if isinstance(got, dict):
        return got == want
    if isinstance(want, bool) or isinstance(got, bool):
        return got is want
    if isinstance(want, int | float):
        return isinstance(got, int | float) and abs(got - want) <= 1e-6 * max(1, abs(want))
    if isinstance(want, list):
        return isinstance(got, list) and len(got) == len(want) and _pairs(got, want, ids)
    return isinstance(got, str) and isinstance(want, str) and _same_text(got, want)


def _pairs(got: Sequence[JsonValue], want: Sequence[JsonValue], ids: Mapping[int, str] | None) -> bool:
    """Whether the items match one to one, in any order."""
    if not got:
        return True
    return any(
        same(got[0], each, ids) and _pairs(got[1:], [*want[:at], *want[at + 1 :]], ids) for at, each in enumerate(want)
    )


def _same_text(got: str, want: str) -> bool:
    if (length := _duration(want)) is not None:
        return _duration(got) == length
    if re.match(r"\d{4}-\d\d-\d\dT", want):
        moment = _moment(got)
        return moment is not None and moment == _moment(want)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", want):
        return got[:10] == want
    if not folded(want) or not folded(got):
        return got.strip() == want.strip()
    return folded(got) == folded(want) or _squeezed(got) == _squeezed(want) or _alike(got, want)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Without case, and without the marks that carry no meaning."""
    return " ".join(re.findall(r"[\w@+.%/-]+", unicodedata.normalize("NFKC", text).casefold())).strip(" .")


def _squeezed(text: str) -> str:
    return re.sub(r"[\s'\"“”‘’;]+", "", text.casefold())


def _alike(got: str, want: str) -> bool:
    """Whether two free texts share enough words; addresses, queries and formulas are no free texts."""
    fixed = re.search(r"@|://|\bselect\b|[=*^]", want, re.IGNORECASE) or not re.search(r"[^\W\d_]{2}", want)
    if fixed or len(want.split()) < 3:
        return False
    one, other = (re.findall(r"\w+(?:'\w+)?", folded(text)) for text in (got, want))
    if [word for word in one if _has_digit(word)] != [word for word in other if _has_digit(word)]:
        return False
    if NEGATIONS.intersection(one) != NEGATIONS.intersection(other):
        return False
    shared = sum((Counter(one) & Counter(other)).values())
    return shared > 0 and 2 * shared / (len(one) + len(other)) >= ALIKE


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _moment(text: str) -> dt.datetime | None:
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=ZONE)


def _duration(text: str) -> dt.timedelta | None:
    """An ISO 8601 duration, such as `PT1H`; None for any other text."""
    if not re.fullmatch(r"P(?=\w).*", text):
        return None
    try:
        return _DURATION.validate_python(text)
    except ValidationError:
        return None
