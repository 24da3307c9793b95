"""How long a server asks to be left alone."""

from __future__ import annotations

import pytest

from briefgen.delivery.wiki.retrying import retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00", 0.0),
        *((odd, None) for odd in (None, "", "²", "٣", "-1", "1.5", "soon", "Wed, 99 Oct 2015", "\x00")),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_nothing_else(value: str | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds
