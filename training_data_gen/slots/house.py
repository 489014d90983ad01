"""What the house itself knows by name: its handlers and the KBLI codes."""

from collections.abc import Mapping, Sequence
from functools import cache

from handlers.business.kbli_codes import KBLI
from handlers.registry import load
from training_data_gen.slots.setting import Filled, Generator, Setting


def handler_name(setting: Setting) -> Filled:
    """`client.find`, now and then as the wire has it: `client_find`."""
    name = setting.pick(_handlers())
    return Filled.as_written(name.replace(".", "_") if setting.chance(0.1) else name)


def kbli_code(setting: Setting) -> Filled:
    """Five digits: a code that exists, or one that could."""
    if setting.chance(0.7):
        return Filled.as_written(setting.pick(_codes()))
    return Filled.as_written(f"{setting.rng.randint(1110, 96999):05}")


@cache
def _handlers() -> Sequence[str]:
    return tuple(load(entry_points=False))


@cache
def _codes() -> Sequence[str]:
    return tuple(activity.code for activity in KBLI.codes)


HOUSE: Mapping[str, Generator] = {"handler_name": handler_name, "kbli_code": kbli_code}
