from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from briefgen.brief import Brief
from briefgen.brief_io import load_brief
from briefgen.delivery.mail import MailTarget, Outbox
from tests.delivery.mail.postfix import PostfixAndDovecot

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample" / "brief.json"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"


@pytest.fixture
def brief() -> Brief:
    return load_brief(SAMPLE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What `briefgen build` writes: a brief and its PDF."""
    folder = tmp_path / "out" / "karsk"
    folder.mkdir(parents=True)
    shutil.copy(SAMPLE, folder)
    (folder / "brief.pdf").write_bytes(PDF)
    return folder


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


@pytest.fixture
def make_target() -> Callable[..., MailTarget]:
    """A target on loopback that does not wait between its tries."""

    def make(**fields: Any) -> MailTarget:
        values = {
            "from": "Briefing desk <briefs@example.org>",
            "to": ["minister@example.org"],
            "host": "127.0.0.1",
            "security": "none",
            "retry_wait": 0,
            "timeout": 10,
        }
        return MailTarget.model_validate(values | fields)

    return make


@pytest.fixture(scope="session")
def running_mail_server() -> Iterator[PostfixAndDovecot]:
    if reason := PostfixAndDovecot.missing():
        pytest.skip(reason)
    server = PostfixAndDovecot()
    yield server
    server.close()


@pytest.fixture
def mail_server(running_mail_server: PostfixAndDovecot) -> Iterator[PostfixAndDovecot]:
    """Postfix and Dovecot with empty mailboxes."""
    yield running_mail_server
    running_mail_server.empty()
