"""A progress bar for long work, if stderr is a terminal."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

from sipstatus.cli.outcome import keeping_interrupts

if TYPE_CHECKING:
    from rich.progress import Progress

DELAY = 0.5  # seconds before the bar appears: loading rich for it takes long itself


class Bar:
    """Shows how many of `total` octets are done; None if the total is not known."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._begin = monotonic()
        self._watched = sys.stderr.isatty()
        self._bar: Progress | None = None
        self._visible = False

    def show(self, done: int) -> None:
        """Move the bar."""
        if not self._watched or monotonic() - self._begin < DELAY:
            return
        if self._bar is None:
            try:
                with keeping_interrupts():
                    self._bar = _bar()
            except ModuleNotFoundError:  # the work can be done without a bar
                self._watched = False
                return
            self._bar.add_task("scan", total=self._total)
        if not self._visible:
            self._bar.start()
            self._visible = True
        self._bar.update(self._bar.task_ids[0], completed=done)

    def hide(self) -> None:
        """Remove the bar until it is moved again: something else is to be printed."""
        if self._bar and self._visible:
            self._bar.stop()
            self._visible = False

    def close(self) -> None:
        """Remove the bar, and nothing else, from the terminal."""
        self._watched = False
        self.hide()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TaskProgressColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    return Progress(
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(binary_units=True),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    )
