"""Plans as Llama 4 writes them: a list of Python calls.

    [client_find(query="Maria"), whatsapp_send(to={"$from": "c1", "path": "/phone"}, text=...)]

Values are Python literals, so `ast.literal_eval` reads every one of them back. `_after=["c1"]` holds the calls that a
call waits for, `text=...` a parameter that the person has not said.
"""

import json
import re
from collections.abc import Mapping, Sequence
from keyword import iskeyword

from pydantic import JsonValue

from handlers.definitions import wire_name
from schemas.plan import MissingCall, PlannedCall

AFTER = "_after"
"""No parameter has this name: pydantic takes none that begins with an underscore."""

UNSAID = "..."
PLACE = re.compile(r"\{([A-Za-z0-9_-]+)((?:/[^{}/]*)*)\}")
"""`{c1/amount}` in a `$text`."""


def calls_text(
    calls: Sequence[PlannedCall], missing: Sequence[MissingCall] = (), names: Mapping[str, str] | None = None
) -> str:
    """A plan as the model writes it. `names`: handler -> its name on the wire, where it is not the usual one."""
    names = names or {}
    written = [call_text(_name(call.handler, names), call) for call in calls]
    written += [_call(_name(one.handler, names), one.args, one.params) for one in missing]
    return f"[{', '.join(written)}]"


def call_text(name: str, call: PlannedCall) -> str:
    """One call, under a name: `client.find(query="Maria")`."""
    waits: dict[str, JsonValue] = {AFTER: list(call.after)} if call.after else {}
    return _call(name, {**call.args, **waits}, ())


def literal(value: JsonValue) -> str:
    """A JSON value as a Python literal; text in double quotes, what is not ASCII as it is."""
    match value:
        case None | bool():
            return str(value)
        case str():
            # The escapes of JSON mean the same in Python.
            return json.dumps(value, ensure_ascii=False)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return f"{{{', '.join(f'{literal(key)}: {literal(part)}' for key, part in value.items())}}}"
        case _:
            return repr(value)


def renumbered(call: PlannedCall, ids: Mapping[str, str]) -> PlannedCall:
    """The call with the ids of `ids` in the place of its own: its id, what it waits for, its references."""

    def rename(value: JsonValue) -> JsonValue:
        match value:
            case {"$from": str(target), **rest}:
                return {"$from": ids.get(target, target), **rest}
            case {"$text": str(text)}:
                return {"$text": PLACE.sub(lambda found: f"{{{ids.get(found[1], found[1])}{found[2]}}}", text)}
            case dict():
                return {key: rename(part) for key, part in value.items()}
            case list():
                return [rename(part) for part in value]
            case _:
                return value

    return call.model_copy(
        update={
            "id": ids.get(call.id, call.id),
            "args": {name: rename(value) for name, value in call.args.items()},
            "after": tuple(ids.get(target, target) for target in call.after),
        }
    )


def _name(handler: str, names: Mapping[str, str]) -> str:
    return names.get(handler) or wire_name(handler)


def _call(name: str, args: Mapping[str, JsonValue], unsaid: Sequence[str]) -> str:
    said = {**{parameter: literal(value) for parameter, value in args.items()}, **dict.fromkeys(unsaid, UNSAID)}
    words = [f"{parameter}={value}" for parameter, value in said.items() if _is_keyword_argument(parameter)]
    # What cannot stand before `=`, such as `from` or `due-date`, goes into a dictionary: `f(a=1, **{"from": "b"})`.
    others = [f"{literal(key)}: {value}" for key, value in said.items() if not _is_keyword_argument(key)]
    if others:
        words.append(f"**{{{', '.join(others)}}}")
    return f"{name}({', '.join(words)})"


def _is_keyword_argument(parameter: str) -> bool:
    return parameter.isascii() and parameter.isidentifier() and not iskeyword(parameter)
