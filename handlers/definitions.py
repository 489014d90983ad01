"""Declaration -> Handler: the signature becomes a JSON schema, and everything wrong with it is told at once."""

import inspect
import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import limits
from docstring_parser import DocstringStyle, parse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError, create_model
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from handlers.context import Context
from handlers.handler import Declaration, Policy
from handlers.labels import Label
from schemas.tools import Effect, ToolDefinition

NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
ARGUMENTS = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a plugin out: where it stands, what is wrong, what to do."""

    file: str
    handler: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}: {self.handler}: {self.problem}\n    fix: {self.fix}"


@dataclass(frozen=True, slots=True)
class Handler:
    """A handler, ready to run. `port` is what its context asks for, `ports` what its keyword-only parameters are."""

    name: str
    function: Callable[..., Any]
    asynchronous: bool
    arguments: type[BaseModel]
    result: type[BaseModel]
    port: type | None
    ports: Mapping[str, type]
    policy: Policy
    definition: ToolDefinition
    file: str
    foreign: bool = field(default=False)

    @property
    def effect(self) -> Effect:
        return self.definition.effect

    def parse(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """JSON arguments -> the function's keyword arguments. Raises pydantic.ValidationError, ValueError."""
        text = to_json(args)
        if rb"\u0000" in text:  # models write one now and then, and no database takes it
            raise ValueError("an argument holds a NUL character; leave it out")
        parsed = self.arguments.model_validate_json(text)
        return {name: getattr(parsed, name) for name in parsed.model_fields_set}


def wire_name(name: str) -> str:
    """`bali.zero.pricing` -> `bali_zero_pricing`: models' tool parsers take no dots."""
    return name.replace(".", "_")


def card(definition: ToolDefinition) -> str:
    """What the shortlist reads of a handler."""
    parameters = ", ".join(p.get("description", name) for name, p in definition.parameters["properties"].items())
    return f"{definition.description} ({parameters})" if parameters else definition.description


class Compiler:
    """Compiles one declaration; collects faults instead of stopping at the first."""

    def __init__(self, declaration: Declaration, *, foreign: bool) -> None:
        self.declaration = declaration
        self.foreign = foreign
        self.file = _file_of(declaration.function)
        self.faults: list[Fault] = []

    def compile(self) -> Handler | None:
        """The handler, or None with `faults` filled."""
        declared = self.declaration
        if not NAME.fullmatch(declared.name):
            self._fault("the name is not valid", "use lower-case words joined by dots, such as 'surf.tide'")
        if declared.policy.timeout <= 0 or declared.policy.concurrency < 1 or declared.policy.retries < 0:
            self._fault(f"{declared.policy} has a figure out of range", "timeout > 0, concurrency >= 1, retries >= 0")
        if declared.policy.rate is not None:
            self._check_rate(declared.policy.rate)
        try:
            hints = typing.get_type_hints(declared.function, include_extras=True)
        except Exception as error:  # an annotation may be any expression
            self._fault(f"an annotation cannot be read: {error}", "import the name that the annotation uses")
            return None
        description = self._description()
        result = self._result(hints.pop("return", inspect.Signature.empty))
        port, ports, fields = self._parameters(hints)
        arguments = self._arguments(fields)
        if self.faults or result is None or arguments is None:
            return None
        self._check_examples(arguments)
        schemas = self._schemas(arguments, result)
        if self.faults or schemas is None:
            return None
        domain = declared.domain or _domain_of(declared.function, declared.name)
        definition = ToolDefinition(
            name=declared.name,
            wire_name=wire_name(declared.name),
            effect=declared.effect,
            egress=declared.egress,
            untrusted=declared.untrusted,
            domain=domain,
            description=description,
            parameters=schemas[0],
            result=schemas[1],
            examples=declared.examples,
            scope=declared.scope or f"{domain}:{declared.effect}",
            timeout_s=declared.policy.timeout,
        )
        return Handler(
            name=declared.name,
            function=declared.function,
            asynchronous=inspect.iscoroutinefunction(declared.function),
            arguments=arguments,
            result=result,
            port=port,
            ports=ports,
            policy=declared.policy,
            definition=definition,
            file=self.file,
            foreign=self.foreign,
        )

    def _fault(self, problem: str, fix: str) -> None:
        self.faults.append(Fault(self.file, self.declaration.name, problem, fix))

    def _check_rate(self, rate: str) -> None:
        try:
            limits.parse(rate)
        except ValueError:
            self._fault(f"the rate {rate!r} cannot be read", "write it as '60/minute' or '5/second'")

    def _description(self) -> str:
        doc = parse(self.declaration.function.__doc__ or "", DocstringStyle.GOOGLE)
        text = " ".join(part for part in (doc.short_description, doc.long_description) if part)
        if not text:
            self._fault("it has no docstring", "say in one line what it does: the model chooses by it")
        return " ".join(text.split()).rstrip(".")

    def _result(self, hint: Any) -> type[BaseModel] | None:
        if not (inspect.isclass(hint) and issubclass(hint, BaseModel)):
            self._fault("its return type is no pydantic model", "annotate the result: `-> Tide`, a BaseModel")
            return None
        return hint

    def _parameters(self, hints: dict[str, Any]) -> tuple[type | None, dict[str, type], dict[str, Any]]:
        """Split the signature into the context's port, the injected ports, and what the model fills in."""
        parameters = inspect.signature(self.declaration.function).parameters
        described = {p.arg_name: p.description for p in parse(self.declaration.function.__doc__ or "").params}
        port: type | None = None
        ports: dict[str, type] = {}
        fields: dict[str, Any] = {}
        first = hints.get(next(iter(parameters), ""))
        if (get_origin(first) or first) is not Context:
            self._fault("its first parameter is not the context", "begin the signature with `ctx: Context`")
        for position, (name, parameter) in enumerate(parameters.items()):
            hint = hints.get(name)
            bare = get_origin(hint) or hint
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                self._fault(f"`{name}` takes any arguments", "name each parameter: the signature is the schema")
            elif position and parameter.kind is parameter.POSITIONAL_ONLY:
                self._fault(f"`{name}` cannot be passed by name", "remove the `/` from the signature")
            elif hint is None:
                self._fault(f"parameter `{name}` has no type", f"write `{name}: Annotated[str, 'what it is']`")
            elif bare is Context:
                if position:
                    self._fault("the context is not the first parameter", "put `ctx: Context` first")
                port = next(iter(get_args(hint)), None)
            elif parameter.kind is parameter.KEYWORD_ONLY and getattr(hint, "_is_protocol", False):
                ports[name] = hint
            else:
                fields[name] = self._field(name, hint, parameter.default, described.get(name))
        return port, ports, fields

    def _field(self, name: str, hint: Any, default: Any, documented: str | None) -> Any:
        """A pydantic field definition; every parameter must say what it is."""
        notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        said = next((n for n in notes if isinstance(n, str)), None) or documented
        said = said or next((n.description for n in notes if isinstance(n, FieldInfo) and n.description), None)
        said = said or next((n.en for n in notes if isinstance(n, Label)), None)
        if not said:
            self._fault(
                f"parameter `{name}` has no description",
                f"write `{name}: Annotated[..., 'what it is']` or an `Args:` line",
            )
        return _aware(hint), Field(default=... if default is inspect.Parameter.empty else default, description=said)

    def _arguments(self, fields: dict[str, Any]) -> type[BaseModel] | None:
        try:
            return create_model(wire_name(self.declaration.name), __config__=ARGUMENTS, **fields)
        except (PydanticSchemaGenerationError, PydanticUserError, NameError, TypeError) as error:
            reason = str(error).splitlines()[0]
            self._fault(f"a parameter's type is not supported: {reason}", "use str, int, float, bool, date, list ...")
            return None

    def _schemas(
        self, arguments: type[BaseModel], result: type[BaseModel]
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        try:
            return plain_schema(arguments.model_json_schema()), result.model_json_schema(mode="serialization")
        except PydanticUserError as error:
            problem = f"its parameters or its result {result.__name__} cannot be written as JSON: {error.message}"
            self._fault(problem, "use str, int, float, bool, date, list ...")
        except RecursionError:
            self._fault("a parameter's type contains itself", "spell the levels out: models fill in no endless type")
        return None

    def _check_examples(self, arguments: type[BaseModel]) -> None:
        for example in self.declaration.examples:
            try:
                arguments.model_validate_json(to_json(example.args))
            except ValidationError as error:
                for found in error.errors():
                    where = ".".join(str(part) for part in found["loc"])
                    self._fault(
                        f"the example {example.text!r} does not fit: {where}: {found['msg']}",
                        "mend the example's arguments or the parameter's type",
                    )


def plain_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter schema as models read it best: no titles, no `| null`, no definitions to look up."""
    definitions = schema.get("$defs", {})

    def plain(node: JsonValue) -> JsonValue:
        if isinstance(node, list):
            return [plain(item) for item in node]
        return plain_node(node) if isinstance(node, dict) else node

    def plain_node(node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in node:
            target = definitions[node["$ref"].rsplit("/", 1)[1]]
            return plain_node({**target, **_without(node, "$ref")})
        options: list[dict[str, Any]] = [option for option in node.get("anyOf", ()) if option != {"type": "null"}]
        if len(options) == 1:
            return plain_node({**options[0], **_without(node, "anyOf")})
        if node.get("default", ...) is None:
            node = _without(node, "default")
        return {
            key: {name: plain(part) for name, part in value.items()} if key == "properties" else plain(value)
            for key, value in _without(node, "title", "$defs").items()
        }

    return {"properties": {}, **plain_node(schema)}


def _without(node: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in keys}


def _aware(hint: Any) -> Any:
    """`datetime` in a parameter means a moment: without an offset it is refused, not guessed."""
    if hint is datetime:
        return AwareDatetime
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        return Annotated[_aware(inner), *notes]
    if get_origin(hint) in (Union, UnionType):
        return Union[tuple(_aware(option) for option in get_args(hint))]  # noqa: UP007 (built at run time)
    return hint


def _file_of(function: Callable[..., Any]) -> str:
    code = inspect.unwrap(function).__code__
    path = Path(code.co_filename)
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return f"{path}:{code.co_firstlineno}"


def _domain_of(function: Callable[..., Any], name: str) -> str:
    parts = function.__module__.split(".")
    return parts[1] if parts[0] == "handlers" and len(parts) > 2 else name.split(".", 1)[0]
