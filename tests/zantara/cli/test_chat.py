"""`zantara chat`, in a terminal and through a pipe."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.support.command_line import Zantara
from tests.support.live_server import LiveServer
from tests.support.model_server import ModelServer
from tests.zantara.cli.terminal import CTRL_C, CTRL_D, Terminal, terminal

FELL = ("garden_fell", {"tree": "mango"})
PROMPT = "› "

Chat = Callable[..., Terminal]


@pytest.fixture
def chat(service: LiveServer, tmp_path: Path) -> Iterator[Chat]:
    """A chat with the scripted model, whose prompt is there."""
    environment = {"ZANTARA_URL": service.url, "XDG_STATE_HOME": str(tmp_path)}
    with ExitStack() as closing:

        def open_chat(*words: str, columns: int = 100, prompt: str = PROMPT) -> Terminal:
            opened: AbstractContextManager[Terminal] = terminal(
                "chat", "--model", "scripted", *words, environment=environment, columns=columns
            )
            shown = closing.enter_context(opened)
            shown.expect("/help tells more.")
            shown.expect(prompt)
            return shown

        yield open_chat


def test_a_conversation_shows_the_calls_with_their_times_and_the_answer(chat: Chat, script: ModelServer) -> None:
    script.say(calls=[("garden_plant", {"tree": "palm", "count": 2})])
    script.say("Two palms are planted.", piece=4, pause=0.01)
    screen = chat()

    screen.say("plant two palms")

    screen.expect("✓ garden.plant  tree=palm  count=2")
    screen.expect(" ms")
    screen.expect("Two palms are planted.")
    screen.expect("scripted")
    screen.expect(PROMPT)
    screen.type(CTRL_D)
    screen.expect("go on with: zantara chat --conversation conv_")
    assert screen.ends() == 0


def test_a_call_that_waits_shows_what_it_would_do_and_runs_after_a_yes(chat: Chat, script: ModelServer) -> None:
    script.say(calls=[FELL])
    script.say("The mango is gone.")
    screen = chat()

    screen.say("fell the mango")
    screen.expect("garden.fell  destroy: removes or cancels something")
    screen.expect("tree  mango")
    screen.expect("asked because every destroy waits for a yes")
    screen.expect("(w)hat is this?")
    screen.say("what")
    screen.expect("Fell a tree for good")
    screen.expect("(w)hat is this?")
    screen.say("maybe")
    screen.expect("answer y, n or w")
    screen.say("y")

    screen.expect("✓ garden.fell  tree=mango")
    screen.expect("The mango is gone.")


def test_a_no_keeps_the_call_from_running_and_tells_the_model_why(chat: Chat, script: ModelServer) -> None:
    script.say(calls=[FELL])
    script.say("As you wish.")
    screen = chat()

    screen.say("fell the mango")
    screen.expect("(w)hat is this?")
    screen.say("no it is too beautiful")

    screen.expect("⊘ garden.fell  tree=mango")
    screen.expect("it is too beautiful")
    screen.expect("As you wish.")


def test_ctrl_c_cancels_the_turn_and_keeps_the_chat(chat: Chat, script: ModelServer) -> None:
    script.say(calls=[("garden_grow", {"seconds": 60})])
    script.say("Hello again.")
    screen = chat()

    screen.say("watch it grow")
    screen.expect("garden.grow  seconds=60")
    screen.type(CTRL_C)
    screen.expect("■ garden.grow")
    screen.expect("the turn was cancelled")
    screen.expect(PROMPT)

    screen.say("are you there?")
    screen.expect("Hello again.")


def test_ctrl_c_at_an_approval_cancels_the_turn(chat: Chat, script: ModelServer) -> None:
    script.say(calls=[FELL])
    screen = chat()

    screen.say("fell the mango")
    screen.expect("(w)hat is this?")
    screen.type(CTRL_C)

    screen.expect("■ garden.fell")
    screen.expect(PROMPT)


def test_an_approval_left_open_is_asked_again_when_the_chat_goes_on(chat: Chat, script: ModelServer) -> None:
    script.say(calls=[FELL])
    script.say("The mango is gone.")
    screen = chat()
    screen.say("fell the mango")
    screen.expect("(w)hat is this?")
    screen.type(CTRL_D)
    screen.expect("garden.fell waits for a yes until")
    screen.expect("--conversation ")
    screen.ends()
    conversation = screen.shown.split()[-1]

    again = chat("--conversation", conversation, prompt="(w)hat is this?")
    again.say("y")

    again.expect("The mango is gone.")


def test_ctrl_c_twice_at_the_prompt_leaves(chat: Chat) -> None:
    screen = chat()

    screen.type(CTRL_C)
    screen.expect("Ctrl-C again leaves")
    screen.expect(PROMPT)
    screen.type(CTRL_C)

    assert screen.ends() == 0


def test_commands_tell_about_the_conversation(chat: Chat, script: ModelServer) -> None:
    script.say("Good morning.")
    screen = chat()
    screen.say("hello")
    screen.expect("Good morning.")

    screen.say("/history")
    screen.expect("› hello")
    screen.expect("Good morning.")
    screen.say("/handlers garden")
    screen.expect("garden.plant")
    screen.say("/last")
    screen.expect("turn turn_")
    screen.say("/wat")
    screen.expect("there is no /wat; there are /help")
    screen.say("/quit")

    assert screen.ends() == 0


def test_a_narrow_terminal_keeps_the_time_in_sight(chat: Chat, script: ModelServer) -> None:
    script.say(calls=[("garden_plant", {"tree": "a palm with a very long name indeed"})])
    script.say("Done.")
    screen = chat(columns=44)

    screen.say("plant it")

    screen.expect("✓ garden.plant  tree=a palm")
    assert "\n" not in screen.expect(" ms")


def test_a_pipe_gets_plain_text(zantara: Zantara, script: ModelServer) -> None:
    script.say(calls=[("garden_plant", {"tree": "palm"})])
    script.say("Planted.\nAnything else?")
    script.say("Bye.")

    ended = zantara("chat", "--model", "scripted", typed="plant a palm\n\nno\n")

    assert ended.code == 0
    assert "\x1b" not in ended.out
    lines = [line for line in ended.out.splitlines() if line]
    assert lines[0] == "› plant a palm"
    assert lines[1].startswith("✓ garden.plant  tree=palm")
    assert lines[2:] == ["Planted.", "Anything else?", "› no", "Bye."]


def test_a_pipe_may_answer_an_approval(zantara: Zantara, script: ModelServer) -> None:
    script.say(calls=[FELL])
    script.say("Gone.")

    ended = zantara("chat", "--model", "scripted", "--once", "fell the mango", typed="y\n")

    assert ended.code == 0
    assert ended.out.rstrip().endswith("Gone.")


def test_without_anybody_to_ask_the_turn_waits_and_the_command_fails(zantara: Zantara, script: ModelServer) -> None:
    script.say(calls=[FELL])

    ended = zantara("chat", "--model", "scripted", "--once", "fell the mango")

    assert ended.code == 1
    assert "garden.fell waits for a yes" in ended.err
    assert "zantara chat --conversation conv_" in ended.err


def test_a_turn_that_fails_is_told_and_fails_the_command(zantara: Zantara, script: ModelServer) -> None:
    ended = zantara("chat", "--model", "scripted", "--once", "hello")

    assert ended.code == 1
    assert "500" in ended.out


def test_an_unknown_persona_is_refused_with_those_there_are(zantara: Zantara) -> None:
    ended = zantara("chat", "--persona", "nobody", "--once", "hello")

    assert ended.code == 1
    assert "there is no persona 'nobody'; there are" in ended.err
