"""Has done in another thread what takes a while on the disk; results come back in the window's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from desktop.ui.bridge import Bridge

T = TypeVar("T")


class Disk(QObject):
    """Does one thing after the other, in the order they were asked for, in a thread of its own."""

    def __init__(self, thread_name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=thread_name)
        self._is_closed = False
        self._bridge = Bridge(self)
        self._bridge.arrived.connect(self._deliver)

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[OSError], None] | None = None,
    ) -> None:
        """Do `work` in the other thread, then call one of the others in the window's."""

        def finish(future: Future[T]) -> None:
            self._bridge((future, then, failed))

        if not self._is_closed:
            self._pool.submit(work).add_done_callback(finish)

    def close(self, *, at_once: bool = False) -> None:
        """What has been asked for is still done, and nobody is told of it: there is no window.

        `at_once`: what has not been begun is left undone.
        """
        self._is_closed = True
        self._pool.shutdown(cancel_futures=at_once)

    def _deliver(self, item: tuple[Future[Any], Callable | None, Callable | None]) -> None:
        if self._is_closed:
            return
        future, then, failed = item
        error = future.exception()
        if isinstance(error, OSError) and failed is not None:
            failed(error)
        elif error is not None:
            raise error
        elif then is not None:
            then(future.result())
