"""The tables [wiki.NAME] of briefgen.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefgen.config import Config
from briefgen.delivery.wiki.naming import filled
from briefgen.delivery.wiki.targets import wiki_target
from briefgen.errors import ConfigurationError
from tests.delivery.wiki.hostile import brief_of

MEDIAWIKI = {"kind": "mediawiki", "url": "https://wiki.example.org/w/api.php"}


def target(table: dict[str, Any]) -> Any:
    return wiki_target(Config(wiki={"default": table}, path=Path("here") / "briefgen.toml"), None)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"url": "https://wiki.example.org"}, "names no kind"),
        ({"kind": "tiddly", "url": "https://wiki.example.org"}, "names no kind"),
        (MEDIAWIKI | {"url": "https://wiki.example.org"}, "api.php"),
        (MEDIAWIKI | {"url": "https://a:secret-word@wiki.example.org/api.php"}, "carries a password"),
        (MEDIAWIKI | {"password": "secret-word"}, "secret in the clear"),
        (MEDIAWIKI | {"token": "secret-word"}, "secret in the clear"),
        ({"kind": "nothing", "password": "secret-word"}, "secret in the clear"),
        (MEDIAWIKI | {"pages": "x"}, "did you mean page"),
        (MEDIAWIKI | {"page": "{author}"}, "knows no {author}"),
        (MEDIAWIKI | {"page": "{title.__class__}"}, "knows no {title.__class__}"),
        (MEDIAWIKI | {"summary": "{"}, "template"),
        ({"kind": "git", "url": "--upload-pack=x"}, "address or path"),
        ({"kind": "git", "url": "ext::sh -c x"}, "helper"),
        ({"kind": "git", "url": "ftp://example.org/x"}, "must start with"),
        ({"kind": "git", "url": "x", "branch": "--force"}, "branch"),
        ({"kind": "git", "url": "x", "author": "nobody"}, "author"),
        ({"kind": "confluence", "url": "https://c.example.org"}, "space"),
        ({"kind": "dokuwiki", "url": "wiki.example.org"}, "https://"),
    ],
)
def test_a_wrong_target_is_told_in_one_sentence(table: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        target(table)
    assert words in caught.value.message
    assert "[wiki.default]" in caught.value.message
    assert "secret-word" not in str(caught.value)


@pytest.mark.parametrize(
    "table",
    [
        {"kind": "git", "url": "https://secret-word@example.org/wiki.git"},
        {"kind": "mediawiki", "url": "https://secret-word@example.org/w/api.php"},
        {"kind": "dokuwiki", "url": "https://secret-word@example.org/doku.php"},
        {"kind": "dokuwiki", "url": "https://example.org/doku.php?token=secret-word"},
        {"kind": "confluence", "url": "https://secret-word@example.org", "space": "OPS"},
    ],
    ids=lambda table: table["kind"],
)
def test_a_token_in_the_address_is_refused_for_every_wiki(table: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="the address carries a") as caught:
        target(table)
    assert caught.value.exit_code == 4
    assert "password_env" in caught.value.message
    assert "secret-word" not in str(caught.value)


def test_a_target_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ConfigurationError, match="ops"):
        wiki_target(Config(wiki={"ops": MEDIAWIKI}), "press")


def test_paths_count_from_the_file() -> None:
    assert target({"kind": "git", "url": "wiki.git"}).url == str(Path("here/wiki.git").absolute())
    assert target(MEDIAWIKI | {"ca_file": "ca.pem"}).ca_file == Path("here/ca.pem")


@pytest.mark.parametrize(
    ("address", "edition", "cloud"),
    [
        ("https://example.atlassian.net/wiki", "auto", True),
        ("https://confluence.example.org", "auto", False),
        ("https://confluence.example.org", "cloud", True),
    ],
)
def test_the_edition_of_confluence(address: str, edition: str, cloud: bool) -> None:
    assert target({"kind": "confluence", "url": address, "space": "OPS", "edition": edition}).is_cloud is cloud


def test_addresses_of_dokuwiki_are_cut_to_the_wikis() -> None:
    for tail in ("", "/", "/doku.php?id=start", "/lib/exe/xmlrpc.php"):
        assert target({"kind": "dokuwiki", "url": f"https://example.org/wiki{tail}"}).url == "https://example.org/wiki"


def test_names_from_briefs() -> None:
    brief = brief_of("a/b  c").model_copy(update={"date": "2025-03-11"})
    assert filled("Briefs/{year}/{month}/{date}/{title}", brief) == "Briefs/2025/2025-03/2025-03-11/a-b c"
    assert filled("{date}", brief.model_copy(update={"date": None})) == "undated"
    assert len(filled("{title}", brief.model_copy(update={"title": "word " * 100}))) <= 120
