"""brief.json, as a person may have edited it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from briefgen.brief import Brief
from briefgen.brief_io import brief_bytes, load_brief, parse_brief, schema_text
from briefgen.errors import BriefError
from tests.conftest import SAMPLE


def save(folder: Path, values: Any) -> Path:
    path = folder / "brief.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def item_at(values: dict[str, Any], place: str) -> Any:
    """The part of the brief at a place such as "open_issues.1.evidence.0"."""
    node: Any = values
    for part in place.split("."):
        node = node[int(part)] if part.isdecimal() else node[part]
    return node


def test_saving_and_loading_gives_the_same_bytes() -> None:
    brief = load_brief(SAMPLE)
    assert brief_bytes(parse_brief(brief_bytes(brief), "again")) == brief_bytes(brief)


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.read_bytes())
    assert load_brief(path).title


@pytest.mark.parametrize(
    ("place", "change", "expected"),
    [
        ("open_issues.1", {"tetx": "x"}, "open_issues[1].tetx is no field of a brief; did you mean text?"),
        (
            "next_steps.0",
            {"colour": "x"},
            "next_steps[0].colour is no field of a brief; valid here: owner, action, due, status, condition, evidence",
        ),
        ("open_issues.0", {"kind": "riks"}, "open_issues[0].kind is \"riks\"; it should be 'awaited'"),
        ("summary.0", {"evidence": []}, "summary[0].evidence needs at least 1"),
        ("summary.0", {"text": ""}, "summary[0].text must not be empty"),
        ("key_actors.2", {"salience": 7}, "key_actors[2].salience is 7; it should be less than or equal to 1"),
        ("summary.0.evidence.0", {"source": "s9"}, "summary[0].evidence[0].source is 's9', which is not among"),
        ("summary.0.evidence.0", {"end": 5}, "summary[0].evidence[0].end (5) is not behind its start"),
        ("summary.0.evidence.0", {"quote": "Nobody agreed."}, "summary[0].evidence[0].quote has 14 characters"),
        ("summary.0.evidence.0", {"quote": "\ud800"}, "summary[0].evidence[0].quote is"),
        ("key_actors.0.position.0.evidence.0", {"start": -1}, "key_actors[0].position[0].evidence[0].start is -1"),
        ("sources.1", {"id": "s1"}, "sources[1].id is 's1', like that of an earlier source"),
    ],
)
def test_a_bad_edit_is_named_with_its_place(
    tmp_path: Path, sample: dict[str, Any], place: str, change: dict[str, Any], expected: str
) -> None:
    item_at(sample, place).update(change)
    with pytest.raises(BriefError) as caught:
        load_brief(save(tmp_path, sample))
    assert caught.value.message.startswith(f"{tmp_path / 'brief.json'}: {expected}")


def test_a_missing_field_is_named(tmp_path: Path, sample: dict[str, Any]) -> None:
    del sample["open_issues"][0]["evidence"]
    with pytest.raises(BriefError, match=r"open_issues\[0\]\.evidence is missing"):
        load_brief(save(tmp_path, sample))


def test_a_later_schema_is_refused(tmp_path: Path, sample: dict[str, Any]) -> None:
    sample["schema_version"] = "2.0"
    with pytest.raises(BriefError, match=r"schema_version is '2\.0', and this briefgen reads 1\.0"):
        load_brief(save(tmp_path, sample))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{\n  "title": "x",\n}', "line 3, column 1"),
        (b"", "line 1, column 1"),
        (b"[]", "holds no brief but a list"),
        (b'{"title": "a", "title": "b"}', "the key 'title' stands twice"),
        (b'{"title": "\xff"}', "is not UTF-8 at byte 11"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_named_with_its_place(tmp_path: Path, data: bytes, expected: str) -> None:
    path = tmp_path / "brief.json"
    path.write_bytes(data)
    with pytest.raises(BriefError) as caught:
        load_brief(path)
    assert expected in caught.value.message


def test_quotes_are_held_against_sources_beside_the_brief(tmp_path: Path, sample: dict[str, Any]) -> None:
    folder = shutil.copytree(SAMPLE.parent, tmp_path / "sample")
    evidence = sample["open_issues"][2]["evidence"][0]
    evidence["quote"] = evidence["quote"][::-1]
    expected = rf"open_issues\[2\]\.evidence\[0\]\.quote differs from the source at characters {evidence['start']}–"
    with pytest.raises(BriefError, match=expected):
        load_brief(save(folder, sample))
    # Apart from its sources, or with another version of them, the same edit cannot be told from a good one.
    assert load_brief(save(tmp_path, sample)).title
    with pytest.raises(BriefError, match=expected):
        load_brief(save(tmp_path, sample), [folder])
    for source in folder.glob("*.txt"):
        source.write_text("Another text stands here now.", encoding="utf-8")
    assert load_brief(save(folder, sample)).title


def test_a_span_beyond_the_source_is_named(tmp_path: Path, sample: dict[str, Any]) -> None:
    folder = shutil.copytree(SAMPLE.parent, tmp_path / "sample")
    sample["summary"][0]["evidence"][0].update(start=90_000, end=90_003, quote="abc")
    with pytest.raises(BriefError, match=r"summary\[0\]\.evidence\[0\]\.end is 90003, but the source ends"):
        load_brief(save(folder, sample))


def test_the_schema_documents_every_field() -> None:
    schema = json.loads(schema_text())
    assert schema["$schema"].startswith("https://json-schema.org/")
    for definition in [schema, *schema["$defs"].values()]:
        assert definition["description"]
        assert definition["additionalProperties"] is False
        for name, field in definition["properties"].items():
            assert field.get("description"), f"{definition['title']}.{name}"


def test_the_sample_follows_the_schema_field_by_field(sample: dict[str, Any]) -> None:
    assert list(sample) == list(Brief.model_fields)
