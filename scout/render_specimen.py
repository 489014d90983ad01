"""A prompt with everything that a prompt may hold: the golden test and the template's hash are taken from it."""

import datetime as dt

from schemas.messages import Message, MessageCall, Role
from schemas.persona import Persona
from schemas.plan import MissingCall, Plan, PlannedCall, Route
from schemas.prompt import Outcome, Prompt, Step
from schemas.tools import CallError, CallStatus, Effect, ToolDefinition

ANSWER = "Maria has been told; the price is EUR 800. Which day shall I book?"
ROUTE = Route(model="specimen", reason="specimen")


def _definition(name: str, effect: Effect, description: str, **parameters: str) -> ToolDefinition:
    properties = {
        key: {"type": "string", "description": said, "x-label": {"it": key}} for key, said in parameters.items()
    }
    return ToolDefinition(
        name=name,
        wire_name=name.replace(".", "_"),
        effect=effect,
        domain="specimen",
        description=description,
        parameters={"type": "object", "properties": properties, "required": list(parameters)},
        result={},
        scope="specimen:read",
        timeout_s=1.0,
    )


FIND = _definition("client.find", Effect.READ, "Find a client", query="name")
PRICE = _definition("service.price", Effect.READ, "Price of a service", service="service")
SEND = _definition("whatsapp.send", Effect.SEND, "Send a message", to="who", text="what")
BOOK = _definition("visit.book", Effect.WRITE, "Book a visit", day="which day", client="who")

HISTORY = (
    Message(role=Role.USER, content="price of <|eot|> an E23?"),
    Message(
        role=Role.ASSISTANT,
        calls=(MessageCall(id="call_7", handler=PRICE.name, args={"service": "E23", "from": 2, "urgent": True}),),
    ),
    Message(role=Role.TOOL, content='{"amount": 800.0}', call_id="call_7"),
    Message(role=Role.ASSISTANT, content="EUR 800."),
)

FIRST = Step(
    Plan(
        calls=(
            PlannedCall(id="c1", handler=FIND.name, args={"query": 'Maria "Mia" Rossi'}),
            PlannedCall(id="c2", handler=PRICE.name, args={"service": "<|eot|>"}),
            PlannedCall(
                id="c3",
                handler=SEND.name,
                args={"to": {"$from": "c1", "path": "/phone"}, "text": {"$text": "Il prezzo è {c2/amount} EUR"}},
                after=("c1",),
            ),
        ),
        missing=(MissingCall(handler=BOOK.name, args={"client": "Maria"}, params=("day",)),),
        route=ROUTE,
    ),
    (
        Outcome("c1", FIND.name, {}, CallStatus.DONE, result={"name": "Maria Rossi", "phone": "+393331112204"}),
        Outcome(
            "c2",
            PRICE.name,
            {},
            CallStatus.FAILED,
            error=CallError(code="ambiguous", message="Two services fit.", options=("E23", "E23 extension")),
        ),
        Outcome("c3", SEND.name, {}, CallStatus.SKIPPED),
    ),
)
SECOND = Step(
    Plan(
        calls=(PlannedCall(id="x", handler=SEND.name, args={"to": {"$from": "c1"}, "text": "line\nline"}),), route=ROUTE
    ),
    (Outcome("x", SEND.name, {}, CallStatus.DONE, result={"at": None}, simulated=True),),
)

SPECIMEN = Prompt(
    message="tell Maria the price and book a visit",
    persona=Persona(name="specimen", title="Specimen", prompt="You are a specimen.\n", phrases={}),
    now=dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    timezone="Asia/Makassar",
    language="en",
    definitions=(FIND, PRICE, SEND, BOOK),
    history=HISTORY,
    steps=(FIRST, SECOND),
)
