"""The calls of a turn as a DAG: order, overlap, failures; and what a pause, a crash and a cancellation do to them."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.backends.local.database import Database
from handlers.context import Context
from handlers.errors import Denied, Unavailable
from handlers.handler import handler
from schemas.plan import Plan, PlannedCall
from schemas.tools import CallStatus
from schemas.turn import Turn
from service.engine.calls import derive_key
from tests.support.engine import Note, call, engine, message_of, plan, statuses

# Any plan: what must hold whatever is planned and whatever fails

Behaviour = Literal["answers", "raises", "denies", "hangs", "is away", "returns nonsense"]
ENDS: dict[str, set[str]] = {
    "answers": {"done"},
    "raises": {"failed"},
    "denies": {"denied"},
    "hangs": {"failed", "in_doubt"},
    "is away": {"failed"},
    "returns nonsense": {"failed"},
}


@dataclass
class Node:
    """A call of a random plan: what it needs, how it behaves, and whether the person allows it, should it ask."""

    name: str
    effect: str
    behaviour: Behaviour
    after: list[str]
    reads: list[str]
    allowed: bool

    @property
    def needs(self) -> set[str]:
        return {*self.after, *self.reads}

    def planned(self) -> PlannedCall:
        inputs: Any = [{"$from": name, "path": "/text"} for name in self.reads]
        args = {"name": self.name, "behaviour": self.behaviour, "inputs": inputs}
        return PlannedCall(id=self.name, handler=f"node.{self.effect}", args=args, after=tuple(self.after))


@st.composite
def graphs(draw: st.DrawFn) -> list[Node]:
    """In the order of a plan, which need not be the order in which they can run."""
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, 7))):
        known = [node.name for node in nodes]
        earlier = st.lists(st.sampled_from(known), max_size=2, unique=True) if known else st.just([])
        behaviour = draw(st.sampled_from(["answers"] * 6 + list(ENDS)))
        effect = draw(st.sampled_from(["read", "read", "write", "send", "destroy"]))
        nodes.append(Node(f"n{number}", effect, behaviour, draw(earlier), draw(earlier), draw(st.booleans())))
    return draw(st.permutations(nodes))


@dataclass
class World:
    """What the handlers of a random plan did, in order."""

    began: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    too_early: list[str] = field(default_factory=list)
    needs: dict[str, set[str]] = field(default_factory=dict)

    def functions(self) -> list[Callable[..., Any]]:
        return [self._function(effect) for effect in ("read", "write", "send", "destroy")]

    def _function(self, effect: str) -> Callable[..., Any]:
        @handler(f"node.{effect}", effect=effect, retries=0, timeout=0.2, rate="100000/second")
        async def node(
            ctx: Context,
            name: Annotated[str, "which"],
            behaviour: Annotated[str, "how"],
            inputs: Annotated[list[str], "what it reads"],
        ) -> Note:
            """Do as told."""
            self.began.append(name)
            if not self.needs[name] <= set(self.answered):
                self.too_early.append(name)
            await asyncio.sleep(0)
            return await self._behave(name, behaviour)

        return node

    async def _behave(self, name: str, behaviour: str) -> Any:
        match behaviour:
            case "raises":
                raise RuntimeError(name)
            case "denies":
                raise Denied(name)
            case "is away":
                raise Unavailable(name)
            case "hangs":
                await asyncio.sleep(30)
            case "returns nonsense":
                return 7
        self.answered.append(name)
        return Note(text=name)


def expected(nodes: list[Node]) -> dict[str, set[str]]:
    """How each call may end, from the rules alone."""
    by_name = {node.name: node for node in nodes}
    ends: dict[str, set[str]] = {}
    for name in sorted(by_name):
        node = by_name[name]
        if any(ends[needed] != {"done"} for needed in node.needs):
            ends[name] = {"skipped"}
        elif node.effect == "destroy" and not node.allowed:
            ends[name] = {"denied"}
        else:
            ends[name] = ENDS[node.behaviour]
    return ends


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs())
async def test_any_plan(sqlite: Database, nodes: list[Node]) -> None:
    world = World(needs={node.name: node.needs for node in nodes})
    made = plan(*(node.planned() for node in nodes))
    allowed = {node.name: node.allowed for node in nodes}

    async with engine(sqlite, *world.functions(), script=[made]) as run:
        turn = await run.run()
        while turn.status == "waiting":
            asking = turn.approvals[0].call_id
            turn = await run.decide(turn, asking, "approve" if allowed[asking] else "deny")

    assert turn.status == "completed", "one failed call never loses the turn"
    assert world.too_early == [], "nothing runs before its inputs"
    assert set(Counter(world.began).values()) <= {1}, "nothing runs twice"
    ends = expected(nodes)
    assert set(statuses(turn)) == set(ends)
    for name, status in statuses(turn).items():
        assert status in ends[name], f"{name} of {nodes}"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs())
async def test_calls_that_do_not_need_each_other_run_at_once(sqlite: Database, nodes: list[Node]) -> None:
    """Each call waits until every call that is as deep in the graph runs too: a runner that takes turns never ends."""
    depth: dict[str, int] = {}
    for node in sorted(nodes, key=lambda node: node.name):
        depth[node.name] = 1 + max((depth[needed] for needed in node.needs), default=0)
    barriers = {level: asyncio.Barrier(count) for level, count in Counter(depth.values()).items()}

    @handler("node.read", effect="read", timeout=5)
    async def meet(ctx: Context, name: Annotated[str, "which"], inputs: Annotated[list[str], "reads"]) -> Note:
        """Wait for the others."""
        await barriers[depth[name]].wait()
        return Note(text=name)

    calls = [
        call(
            node.name,
            "node.read",
            after=node.after,
            name=node.name,
            inputs=[{"$from": n, "path": "/text"} for n in node.reads],
        )
        for node in nodes
    ]
    async with engine(sqlite, meet, script=[plan(*calls)]) as run:
        turn = await run.run()

    assert set(statuses(turn).values()) == {"done"}


async def test_a_dependent_call_does_not_wait_for_a_stranger(sqlite: Database) -> None:
    dependent_ran = asyncio.Event()

    @handler("x.first", effect="read")
    async def first(ctx: Context) -> Note:
        """Answer at once."""
        return Note(text="1")

    @handler("x.second", effect="read")
    async def second(ctx: Context, input: Annotated[str, "what"]) -> Note:
        """Go on."""
        dependent_ran.set()
        return Note(text=input)

    @handler("x.stranger", effect="read")
    async def stranger(ctx: Context) -> Note:
        """End only after the dependent call ran."""
        await dependent_ran.wait()
        return Note(text="")

    made = plan(call("s", "x.stranger"), call("a", "x.first"), call("b", "x.second", input={"$text": "{a/text}!"}))
    async with engine(sqlite, first, second, stranger, script=[made]) as run:
        turn = await run.run()

    assert set(statuses(turn).values()) == {"done"}
    assert turn.calls[2].result == {"text": "1!"}
    assert turn.calls[2].args == {"input": "1!"}, "the call shows what it was made with"


# Effects


class Doing:
    """Handlers of each effect that remember what they did, and can be held up."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.keys: list[str] = []
        self.begun = asyncio.Event()
        self.release = asyncio.Event()
        self.release.set()

    def named(self, name: str, effect: str, **policy: Any) -> Callable[..., Any]:
        @handler(name, effect=effect, **policy)
        async def act(ctx: Context, text: Annotated[str, "what"] = "") -> Note:
            """Act."""
            self.keys.append(ctx.idempotency_key)
            self.begun.set()
            await self.release.wait()
            self.done.append(text or name)
            return Note(text=text or name)

        return act

    @property
    def all(self) -> list[Callable[..., Any]]:
        return [
            self.named("my.read", "read"),
            self.named("my.write", "write"),
            self.named("my.send", "send"),
            self.named("my.destroy", "destroy"),
            self.named("web.read", "read", untrusted=True, egress=True),
            self.named("kept.read", "read", untrusted=True),
        ]


@pytest.fixture
def doing() -> Doing:
    return Doing()


@pytest.mark.parametrize("effect", ["write", "send"])
async def test_the_start_of_what_changes_the_world_is_on_disk_before_it_runs(
    sqlite: Database, tmp_path: Path, effect: str
) -> None:
    seen: list[str] = []

    @handler("my.act", effect=effect)
    def act(ctx: Context) -> Note:
        """Look into the journal's file, from outside the service."""
        with sqlite3.connect(f"file:{tmp_path / 'zantara.db'}?mode=ro", uri=True) as file:
            seen.extend(type for (type,) in file.execute("SELECT type FROM events ORDER BY number"))
        file.close()
        return Note(text="")

    async with engine(sqlite, act, script=[plan(call("c1", "my.act"))]) as run:
        await run.run()

    assert seen == ["turn.received", "plan.made", "call.started"]


async def test_the_key_of_a_call_is_the_runtimes_and_its_own(sqlite: Database, doing: Doing) -> None:
    script = [plan(call("c1", "my.send"), call("c2", "my.send"))]
    async with engine(sqlite, *doing.all, script=script) as run:
        turn = await run.run()

    assert sorted(doing.keys) == sorted(derive_key(turn.turn_id, name) for name in ("c1", "c2"))
    assert len(set(doing.keys)) == 2


async def test_a_send_that_times_out_is_in_doubt_and_what_needs_it_is_skipped(sqlite: Database, doing: Doing) -> None:
    doing.release.clear()
    slow = doing.named("my.slow", "send", timeout=0.05)
    script = [plan(call("c1", "my.slow"), call("c2", "my.read", after=["c1"]), call("c3", "my.write"))]
    async with engine(sqlite, slow, *doing.all, script=script) as run:
        turn_id = run.begin()
        await doing.begun.wait()
        await asyncio.sleep(0.1)
        doing.release.set()
        turn = await run.outcome(turn_id)

    assert statuses(turn) == {"c1": "in_doubt", "c2": "skipped", "c3": "done"}
    assert message_of(turn, "c2") == "it needs c1 (my.slow), which is in_doubt"


# What is planned badly


@pytest.mark.parametrize(
    ("faulty", "problem"),
    [
        (call("bad", "my.fax"), "no handler 'my.fax'"),
        (call("bad", "my.read", text=7), "`text` is 7"),
        (call("bad", "my.read", txt="x"), "no parameter `txt`; there are text"),
        (call("bad", "my.read", text={"$from": "good", "path": "/txt"}), "it has text"),
        (call("bad", "my.read", text={"$text": "{good/txt}"}), "it has text"),
        (call("bad", "my.read", text={"$from": "bad", "path": "/text"}), "waits for itself"),
        (call("bad", "my.read", text={"$from": "gone", "path": "/text"}), "no call of this plan"),
    ],
)
async def test_a_bad_call_fails_with_the_fix_and_the_others_go_on(
    sqlite: Database, doing: Doing, faulty: PlannedCall, problem: str
) -> None:
    script = [plan(call("good", "my.read"), faulty, call("dependent", "my.read", after=["bad"]))]
    async with engine(sqlite, *doing.all, script=script) as run:
        turn = await run.run()

    assert turn.status == "completed"
    assert statuses(turn) == {"good": "done", "bad": "failed", "dependent": "skipped"}
    assert problem in message_of(turn, "bad")


async def test_a_reference_that_leads_nowhere_in_the_actual_result_fails_its_call(sqlite: Database) -> None:
    from_list = call("c2", "x.take", item={"$from": "c1", "path": "/items/5"})

    async with engine(sqlite, items, take, script=[plan(call("c1", "x.items"), from_list)]) as run:
        turn = await run.run()

    assert statuses(turn) == {"c1": "done", "c2": "failed"}
    assert "c1/items/5 is not in the result" in message_of(turn, "c2")


async def test_a_referenced_value_of_the_wrong_type_fails_its_call(sqlite: Database) -> None:
    script = [plan(call("c1", "x.items"), call("c2", "x.take", item={"$from": "c1", "path": "/notes"}))]

    async with engine(sqlite, items, take, script=script) as run:
        turn = await run.run()

    assert statuses(turn) == {"c1": "done", "c2": "failed"}
    assert "`item` is [{'text': 'a'}]" in message_of(turn, "c2")


class Items(Note):
    items: list[str]
    notes: list[Note]


@handler("x.items", effect="read")
async def items(ctx: Context) -> Items:
    """List."""
    return Items(text="", items=["a", "b"], notes=[Note(text="a")])


@handler("x.take", effect="read")
async def take(ctx: Context, item: Annotated[str, "which"]) -> Note:
    """Take one."""
    return Note(text=item)


# Approvals and taint


async def asked(sqlite: Database, doing: Doing, *plans: Plan) -> Turn:
    async with engine(sqlite, *doing.all, script=list(plans)) as run:
        return await run.run()


async def test_destroying_asks_with_its_arguments_and_reason(sqlite: Database, doing: Doing) -> None:
    turn = await asked(sqlite, doing, plan(call("c1", "my.destroy", text="all")))

    assert turn.status == "waiting"
    assert [(a.call_id, a.args, a.reason) for a in turn.approvals] == [
        ("c1", {"text": "all"}, "every destroy waits for a yes")
    ]
    assert doing.done == []


async def test_an_unsure_plan_reads_and_asks_for_the_rest(sqlite: Database, doing: Doing) -> None:
    made = plan(call("c1", "my.read"), call("c2", "my.write"), call("c3", "my.send"), confidence=0.5)

    turn = await asked(sqlite, doing, made)

    assert statuses(turn) == {"c1": "done", "c2": "waiting", "c3": "waiting"}
    assert {approval.reason for approval in turn.approvals} == {"the plan is only 50% sure"}


async def test_what_the_person_is_shown_has_its_references_resolved(sqlite: Database, doing: Doing) -> None:
    made = plan(
        call("c1", "my.read", text="Maria"),
        call("c2", "my.send", text={"$text": "Dear {c1/text}"}),
        confidence=0.5,
    )

    turn = await asked(sqlite, doing, made)

    assert turn.approvals[0].args == {"text": "Dear Maria"}


@pytest.mark.parametrize("leaving", ["my.send", "my.destroy", "web.read"])
async def test_an_argument_out_of_untrusted_text_makes_what_leaves_the_house_ask(
    sqlite: Database, doing: Doing, leaving: str
) -> None:
    quoting = call("c2", leaving, text={"$text": "they write: {c1/text}"})

    turn = await asked(sqlite, doing, plan(call("c1", "kept.read"), quoting))

    assert statuses(turn) == {"c1": "done", "c2": "waiting"}
    assert "nobody vouches for" in turn.approvals[0].reason


async def test_what_is_made_from_untrusted_text_is_untrusted_too(sqlite: Database, doing: Doing) -> None:
    made = plan(
        call("c1", "kept.read"),
        call("c2", "my.read", text={"$from": "c1", "path": "/text"}),
        call("c3", "my.send", text={"$from": "c2", "path": "/text"}),
    )

    assert statuses(await asked(sqlite, doing, made)) == {"c1": "done", "c2": "done", "c3": "waiting"}


async def test_a_send_planned_before_the_untrusted_text_came_runs(sqlite: Database, doing: Doing) -> None:
    made = plan(call("c1", "kept.read"), call("c2", "my.send", text="hello", after=["c1"]))

    assert statuses(await asked(sqlite, doing, made)) == {"c1": "done", "c2": "done"}


@pytest.mark.parametrize("leaving", ["my.send", "web.read"])
async def test_a_later_step_asks_once_untrusted_text_was_read(sqlite: Database, doing: Doing, leaving: str) -> None:
    turn = await asked(sqlite, doing, plan(call("c1", "kept.read")), plan(call("c2", leaving, text="hello")))

    assert statuses(turn) == {"c1": "done", "c2": "waiting"}


async def test_what_stays_in_the_house_does_not_ask(sqlite: Database, doing: Doing) -> None:
    turn = await asked(sqlite, doing, plan(call("c1", "kept.read")), plan(call("c2", "my.write", text="note")))

    assert statuses(turn) == {"c1": "done", "c2": "done"}


# Cancellation


async def test_cancelling_stops_reads_lets_a_send_end_and_begins_nothing_more(sqlite: Database, doing: Doing) -> None:
    reading = asyncio.Event()

    @handler("x.reads", effect="read")
    async def reads(ctx: Context) -> Note:
        """Read for ever."""
        reading.set()
        await asyncio.sleep(30)
        return Note(text="")

    doing.release.clear()
    made = plan(
        call("c1", "x.reads"),
        call("c2", "my.send"),
        call("c3", "my.send", after=["c2"]),
        call("c4", "my.destroy"),
    )
    async with engine(sqlite, reads, *doing.all, script=[made]) as run:
        turn_id = run.begin()
        await reading.wait()
        await doing.begun.wait()
        cancelling = asyncio.create_task(run.turns.cancel("bali", turn_id))
        await asyncio.sleep(0.02)
        assert not cancelling.done(), "the send under way comes to its end first"
        doing.release.set()
        turn = await cancelling

    assert turn.status == "cancelled"
    assert statuses(turn) == {"c1": "cancelled", "c2": "done", "c3": "cancelled", "c4": "cancelled"}
    assert len(doing.done) == 1
    assert all(CallStatus(status).final for status in statuses(turn).values())
