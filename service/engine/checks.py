"""Checks a plan against the registry before anything runs: a faulty call fails alone, with what to mend."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import to_json

from handlers.definitions import Handler
from handlers.registry import Registry
from schemas.plan import INVALID, Plan, PlannedCall
from schemas.tools import CallError
from service.engine.fitting import fits
from service.engine.references import BadReference, locate, needs, references, resolve


def check(plan: Plan, registry: Registry, known: Mapping[str, str]) -> dict[str, CallError]:
    """What is wrong, by call id. `known` maps the ids of earlier steps' calls to their handlers."""
    handlers = {**known, **{call.id: call.handler for call in plan.calls}}
    faults: dict[str, CallError] = {}
    for call in plan.calls:
        try:
            _check_call(call, registry, handlers)
        except (BadReference, _Fault) as error:
            faults[call.id] = CallError(code="invalid_request", message=str(error))
    for call_id in _in_cycles({call.id: needs(call) for call in plan.calls if call.id not in faults}):
        problem = "the call waits for itself, through its references or `after`; break the cycle"
        faults[call_id] = CallError(code="invalid_request", message=problem)
    return faults


class _Fault(Exception):
    pass


def _check_call(call: PlannedCall, registry: Registry, handlers: Mapping[str, str]) -> None:
    handler = registry.get(call.handler)
    if handler is None:
        raise _Fault(f"there is no handler {call.handler!r}")
    if INVALID in call.args:
        raise _Fault(f"the arguments are no JSON object: {_shown(call.args[INVALID])}")
    for target in call.after:
        if target not in handlers:
            raise _Fault(f"`after` names {target!r}, which is no call of this plan")
    for name, value in call.args.items():
        for target, path in references(value):
            if target not in handlers:
                raise _Fault(f"`{name}` refers to {target!r}, which is no call of this plan")
            found = registry.get(handlers[target])
            if found is not None:
                part = locate(found.definition.result, path)
                _check_kind(handler, name, value, part)
    _check_values(handler, call.args)


def _check_kind(handler: Handler, name: str, value: JsonValue, part: Mapping[str, Any]) -> None:
    """A record where a plain value is wanted is told now, with the fields that could be meant."""
    wanted = handler.definition.parameters["properties"].get(name, {}).get("type")
    whole = isinstance(value, dict) and "$from" in value
    if whole and part.get("type") == "object" and not fits(part, wanted):
        fields = ", ".join(f"/{field}" for field in part.get("properties", {}))
        raise _Fault(f"`{name}` wants a {wanted}, and the reference is a record; add a path: {fields}")


def _check_values(handler: Handler, args: Mapping[str, JsonValue]) -> None:
    """Validate what is known now; a value with a reference in it is validated when the call starts."""
    open_names = {name for name, value in args.items() if any(references(value))}
    known = {name: resolve(value, {}) for name, value in args.items() if name not in open_names}
    try:
        handler.arguments.model_validate_json(to_json(known))
    except ValidationError as error:
        wrong = [
            found for found in error.errors() if not (found["type"] == "missing" and found["loc"][0] in open_names)
        ]
        if wrong:
            raise _Fault(explain(wrong, handler.arguments)) from error


def explain(errors: list[Any], arguments: type[BaseModel]) -> str:
    """Validation errors in words that name the value and the fix."""
    said: list[str] = []
    for found in errors:
        name = ".".join(str(part) for part in found["loc"]) or "arguments"
        match found["type"]:
            case "missing":
                said.append(f"`{name}` is required")
            case "extra_forbidden":
                said.append(f"there is no parameter `{name}`; there are {', '.join(arguments.model_fields) or 'none'}")
            case _:
                said.append(f"`{name}` is {_shown(found['input'])}: {found['msg']}")
    return "; ".join(said)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _in_cycles(needed: Mapping[str, set[str]]) -> set[str]:
    """What is left when all that can start, and all that merely waits for a cycle, have been taken away."""
    left = {call: {n for n in needs if n in needed} for call, needs in needed.items()}
    while free := {call for call, needs in left.items() if not needs}:
        left = {call: needs - free for call, needs in left.items() if call not in free}
    while unneeded := left.keys() - set[str]().union(*left.values()):
        left = {call: needs for call, needs in left.items() if call not in unneeded}
    return set(left)
