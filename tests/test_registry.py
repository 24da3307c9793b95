"""Parts looked up by name."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from briefgen import registry
from briefgen.config import FORMATS
from briefgen.errors import ConfigurationError, UsageError


def test_every_format_has_a_renderer() -> None:
    assert set(registry.names("renderers")) == set(FORMATS)


@pytest.mark.parametrize("group", ["sources", "extractors", "renderers", "deliveries"])
def test_every_registered_part_can_be_loaded(group: registry.Group) -> None:
    for name in registry.names(group):
        assert registry.load(group, name) is not None


def test_an_unknown_name_lists_the_valid_ones() -> None:
    with pytest.raises(UsageError, match=r"no output format called 'docx'.*html, json, md, pdf"):
        registry.load("renderers", "docx")


def test_a_part_that_cannot_be_imported_names_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EntryPoint(name="odt", value="briefgen_no_such_module:render", group="briefgen.renderers")
    monkeypatch.setattr(registry, "_entries", lambda _group: (broken,))
    with pytest.raises(ConfigurationError, match="briefgen_no_such_module"):
        registry.load("renderers", "odt")


def test_two_packages_cannot_claim_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    twins = tuple(EntryPoint(name="pdf", value=f"{name}:render", group="briefgen.renderers") for name in "ab")
    monkeypatch.setattr(registry, "_entries", lambda _group: twins)
    with pytest.raises(ConfigurationError, match="more than one package"):
        registry.load("renderers", "pdf")
