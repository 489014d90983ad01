"""Where a handler's code runs, so that one that blocks harms nobody but itself.

Our own coroutines share the service's loop. A plain function has threads of its own. A plugin's coroutine has a loop of
its own in a thread: should it block, the other handlers, the other turns and the service go on.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from handlers.definitions import Handler

THREADS = 8
"""Most threads of one handler. A thread that never returns is lost to its handler, to no other."""


class Workers:
    """Runs calls of handlers. Cancelling a run stops a coroutine; a thread goes on alone, and its result is dropped."""

    def __init__(self) -> None:
        self._threads: dict[str, ThreadPoolExecutor] = {}
        self._loops: dict[str, _LoopThread] = {}

    async def run(self, handler: Handler, call: Callable[[], Any]) -> Any:
        """`call` invokes the handler's function; whatever it raises is raised here."""
        if not handler.asynchronous:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads_of(handler), call)
        if handler.foreign:
            return await self._loop_of(handler).run(call)
        return await call()

    def _threads_of(self, handler: Handler) -> ThreadPoolExecutor:
        if handler.name not in self._threads:
            size = min(handler.policy.concurrency, THREADS)
            self._threads[handler.name] = ThreadPoolExecutor(size, thread_name_prefix=handler.name)
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
            pool.shutdown(wait=False, cancel_futures=True)
        for thread in self._loops.values():
            thread.stop()


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
        future: Future[Any] = asyncio.run_coroutine_threadsafe(_invoke(call), self._loop)
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


async def _invoke(call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return await call()
