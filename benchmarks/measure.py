"""Time and memory of calls and of processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What a process used."""

    seconds: float
    """Wall-clock time from start to end."""
    memory: int
    """Largest resident set, in bytes."""


def run(command: Sequence[str | Path], folder: Path) -> Usage:
    """Run ``command`` in ``folder``, its output thrown away; raises RuntimeError when it fails."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, 1)
        os.execvp(str(command[0]), [str(part) for part in command])
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if status:
        raise RuntimeError(f"{' '.join(map(str, command))} failed with {os.waitstatus_to_exitcode(status)}")
    return Usage(seconds, used.ru_maxrss * 1024)


def fastest(*works: Callable[[], object], rounds: int) -> list[float]:
    """The least time of each of ``works`` in seconds, over ``rounds`` in which they take turns.

    The minimum is the run that the rest of the machine disturbed least; taking turns spreads what lasts longer.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, taken in zip(works, times, strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]
