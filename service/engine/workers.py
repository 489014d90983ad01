"""Where a handler's code runs, so that one that blocks harms nobody but itself.

Our own coroutines share the service's loop. A plain function has threads of its own. A plugin's coroutine has a loop of
its own in a thread: should it block, the other handlers, the other turns and the service go on.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Any

from handlers.definitions import Handler

THREADS = 8
"""Most threads of one handler. A thread that never returns is lost to its handler, to no other."""


class Escaped(Exception):
    """A handler raised what is no `Exception`, such as SystemExit: it ends the call, never the service. Names it."""


class Workers:
    """Runs calls of handlers. Cancelling a run stops a coroutine; a thread goes on alone, and its result is dropped."""

    def __init__(self) -> None:
        self._threads: dict[str, _Threads] = {}
        self._loops: dict[str, _LoopThread] = {}

    async def run(self, handler: Handler, call: Callable[[], Any]) -> Any:
        """`call` invokes the handler's function; whatever it raises is raised here, as an `Exception`."""
        if not handler.asynchronous:
            return await asyncio.wrap_future(self._threads_of(handler).submit(partial(_contained, call)))
        if handler.foreign:
            return await self._loop_of(handler).run(call)
        return await _awaited(call)

    def _threads_of(self, handler: Handler) -> "_Threads":
        if handler.name not in self._threads:
            self._threads[handler.name] = _Threads(handler.name, min(handler.policy.concurrency, THREADS))
        return self._threads[handler.name]

    def _loop_of(self, handler: Handler) -> "_LoopThread":
        """The handler's loop; one that does not answer is left to its fate and replaced."""
        thread = self._loops.get(handler.name)
        if thread is None or thread.blocked:
            thread = self._loops[handler.name] = _LoopThread(handler.name)
        return thread

    def close(self) -> None:
        """Wait for nobody: what still runs has passed its deadline long ago."""
        for pool in self._threads.values():
            pool.stop()
        for thread in self._loops.values():
            thread.stop()


class _Threads:
    """At most `size` daemon threads: one that hangs does not keep the process from ending, as an executor's would."""

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._started = 0
        self._idle = threading.Semaphore(0)
        self._work: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()

    def submit(self, call: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        self._work.put((future, call))
        if not self._idle.acquire(blocking=False) and self._started < self._size:
            self._started += 1
            threading.Thread(target=self._serve, name=f"{self._name} {self._started}", daemon=True).start()
        return future

    def _serve(self) -> None:
        while (job := self._work.get()) is not None:
            future, call = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except Exception as error:
                    future.set_exception(error)
            self._idle.release()

    def stop(self) -> None:
        for _ in range(self._started):
            self._work.put(None)


class _LoopThread:
    """An event loop in a daemon thread."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._unanswered = 0
        threading.Thread(target=self._serve, name=f"loop {name}", daemon=True).start()

    def _serve(self) -> None:
        self._loop.run_forever()
        self._loop.close()

    @property
    def blocked(self) -> bool:
        """Whether a cancelled call has not let go of the loop."""
        return self._unanswered > 0

    async def run(self, call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(_awaited(call), self._loop)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            self._unanswered += 1
            self._loop.call_soon_threadsafe(self._answer)
            raise

    def _answer(self) -> None:
        self._unanswered -= 1

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


def _contained(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception:
        raise
    except BaseException as error:
        raise Escaped(type(error).__name__) from error


async def _awaited(call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    try:
        return await call()
    except (Exception, GeneratorExit):
        raise
    except BaseException as error:
        task = asyncio.current_task()
        if isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling():
            raise  # by the runtime: a deadline, or the person
        raise Escaped(type(error).__name__) from error
