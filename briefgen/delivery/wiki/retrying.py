"""Trying again while a server is busy or out of reach, as long as it asks for (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import ParamSpec, TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from briefgen.errors import UnreachableError

LONGEST_WAIT = 120.0
"""Seconds; a server that asks for a longer pause is left alone."""

_backoff = wait_exponential(multiplier=0.5, max=30.0) + wait_random(0.0, 0.5)

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class BusyError(UnreachableError):
    """A server that could not answer now; ``retry_after`` is the pause it asks for, in seconds."""

    def __init__(self, message: str, retry_after: float | None = None, remedy: str = "Try again later.") -> None:
        super().__init__(message, remedy)
        self.retry_after = retry_after


def persistently(
    attempts: int, call: Callable[Parameters, Result], *args: Parameters.args, **kwargs: Parameters.kwargs
) -> Result:
    """The result of ``call``, tried up to ``attempts`` times while it raises BusyError.

    Raises the last BusyError when the attempts are used up or the server asks for a pause over `LONGEST_WAIT`.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(BusyError),
        stop=lambda state: stop_after_attempt(attempts)(state) or _pause(state) > LONGEST_WAIT,
        wait=_pause,
        reraise=True,
    )
    return retrying(call, *args, **kwargs)


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    asked = error.retry_after if isinstance(error, BusyError) else None
    return _backoff(state) if asked is None else asked


def retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, given in seconds or as a date; None when it has neither."""
    if not value:
        return None
    if re.fullmatch(r"[0-9]+", value.strip()):
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
