"""DokuWiki's newer interface, found by itself and used with a token."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.brief import Warning
from briefgen.delivery.wiki.deciding import PageEditedError
from briefgen.delivery.wiki.publishing import try_login
from briefgen.errors import AuthenticationError
from tests.delivery.wiki.benches import SECRET
from tests.delivery.wiki.conftest import PDF, Desk
from tests.delivery.wiki.dokuwiki_fake import TOKEN, json_rpc_bench


def test_publish_update_and_a_persons_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, TOKEN)
    with json_rpc_bench() as bench:
        desk = Desk(bench, tmp_path, "Case by JSON")
        assert try_login(desk.target)
        assert desk.publish().action == "created"
        assert desk.publish().action == "unchanged"
        desk.save(warnings=(Warning(text="A second look."),))
        assert desk.publish().action == "updated"
        assert (desk.revisions(), desk.attachments(), bench.locked) == (2, [PDF], set())
        desk.edit(desk.text().replace("Summary", "Summary by Ann"))
        with pytest.raises(PageEditedError) as caught:
            desk.publish()
        assert "Summary by Ann" in caught.value.difference
        monkeypatch.setenv(SECRET, "wrong")
        with pytest.raises(AuthenticationError):
            desk.publish()
