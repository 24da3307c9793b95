"""``briefgen publish`` as a user meets it: what it prints, where, and the exit codes."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.brief import Warning
from briefgen.errors import UnreachableError
from tests.conftest import Run
from tests.delivery.wiki.benches import SECRET, Bench, GitBench, confluence_bench, git_bench
from tests.delivery.wiki.conftest import PDF, Desk
from tests.delivery.wiki.php_servers import free_port


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A git wiki, the quickest."""
    with git_bench(tmp_path) as opened:
        yield opened


def configure(desk: Desk, **changes: object) -> None:
    """Write the target of ``desk`` as the working folder's briefgen.toml."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in (desk.table | changes).items()]
    Path("briefgen.toml").write_text("[wiki.default]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def test_created_unchanged_updated(run: Run, desk: Desk) -> None:
    configure(desk)
    first = run("publish", desk.folder)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.startswith("created   ")
    assert desk.page in first.stdout
    assert run("publish", desk.folder / "brief.json").stdout.startswith("unchanged ")
    desk.save(warnings=(Warning(text="A second look."),))
    assert run("publish", desk.folder).stdout.startswith("updated   ")
    assert run("publish", "--quiet", desk.folder).stdout == ""


def test_an_edited_page_shows_the_difference_on_stderr(run: Run, desk: Desk) -> None:
    configure(desk)
    run("publish", desk.folder)
    desk.edit(desk.text().replace("## Summary", "## Summary by Ann"))
    result = run("publish", desk.folder)
    assert (result.exit_code, result.stdout) == (8, "")
    assert "\n-## Summary\n+## Summary by Ann\n" in result.stderr
    assert "--force" in result.stderr
    assert run("publish", desk.folder, "--section").exit_code == 8
    assert run("publish", desk.folder, "--force").exit_code == 0
    assert "by Ann" not in desk.text()


def test_json_tells_of_each_page_also_of_those_that_failed(run: Run, desk: Desk) -> None:
    configure(desk)
    run("publish", desk.folder)
    edited, good = desk.folder, desk.folder.parent / "other"
    page = desk.page
    desk.edit(desk.text() + "\nAnn was here.\n")
    good.mkdir()
    desk.folder = good
    desk.save(title="Another brief")
    result = run("publish", "--json", edited, good)
    assert result.exit_code == 8
    pages = json.loads(result.stdout)["pages"]
    assert [entry["action"] for entry in pages] == ["failed", "created"]
    assert pages[0]["page"] == page
    assert json.loads(result.stdout)["errors"] == [pages[0]["error"]]
    assert pages[0]["error"]["code"] == 8
    assert "+Ann was here." in pages[0]["difference"]
    assert pages[1]["attachment"].endswith(".pdf")
    assert pages[1]["index_action"] == "updated"


@pytest.mark.parametrize(
    ("changes", "code", "named"),
    [
        ({"url": "http://127.0.0.1:PORT/", "attempts": 1}, 7, True),
        ({"password_env": "BRIEFGEN_NOT_SET"}, 5, True),
        ({"url": "nowhere.git"}, 6, True),
        ({"kind": "tiddly"}, 4, False),
        ({"page": "Latest"}, 2, True),
    ],
)
def test_json_tells_of_each_page_also_when_none_could_be_tried(
    run: Run, desk: Desk, changes: dict[str, object], code: int, named: bool
) -> None:
    other = desk.folder.parent / "other"
    shutil.copytree(desk.folder, other)
    (other / "brief.json").write_text((other / "brief.json").read_text().replace(desk.brief.title, "Other", 1))
    if "url" in changes:
        changes = changes | {"url": str(changes["url"]).replace("PORT", str(free_port()))}
    configure(desk, **changes)
    result = run("publish", "--json", desk.folder, other)
    assert result.exit_code == code
    told = json.loads(result.stdout)
    assert [error["code"] for error in told["errors"]] == [code]
    assert [page["brief"] for page in told["pages"]] == [str(desk.folder), str(other)]
    for page in told["pages"]:
        assert (page["action"], page["error"]) == ("failed", told["errors"][0])
        assert (page["page"] is not None) == named
    assert told["target"] == "default"


def test_json_tells_which_pages_were_left_when_the_wiki_went_away(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefgen.delivery.wiki import publishing

    configure(desk)
    other, third = desk.folder.parent / "other", desk.folder.parent / "third"
    for folder in (other, third):
        shutil.copytree(desk.folder, folder)
        (folder / "brief.json").write_text(
            (folder / "brief.json").read_text().replace(desk.brief.title, folder.name, 1)
        )
    publish_item = publishing.publish_item

    def go_away(item: publishing.Item, *rest: object) -> object:
        if "other" in item.page:
            raise UnreachableError("The wiki went away.")
        return publish_item(item, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "publish_item", go_away)
    result = run("publish", "--json", desk.folder, other, third)
    assert result.exit_code == 7
    told = json.loads(result.stdout)
    assert [page["action"] for page in told["pages"]] == ["created", "failed", "failed"]
    assert [page["error"]["message"] for page in told["pages"][1:]] == ["The wiki went away."] * 2
    assert [error["code"] for error in told["errors"]] == [7]


def test_two_briefs_for_one_page_are_refused(run: Run, desk: Desk) -> None:
    configure(desk, page="Latest")
    assert run("publish", desk.folder, desk.folder / "brief.json").exit_code == 2
    assert desk.bench.text("Latest") is None


def test_a_dry_run_shows_all_and_asks_nobody(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(desk.bench, GitBench)
    monkeypatch.delenv(SECRET)
    configure(desk, password_command=["sh", "-c", "touch asked; echo secret"])
    result = run("publish", "--dry-run", desk.folder)
    assert result.exit_code == 0
    assert desk.brief.bottom_line.partition("[")[0] in result.stdout
    assert desk.page in result.stderr
    assert f"{len(PDF):,} bytes" in result.stderr
    assert not Path("asked").exists()
    assert desk.bench.text(desk.page) is None
    planned = json.loads(run("publish", "--dry-run", "--json", desk.folder).stdout)["pages"][0]
    assert planned["text"] == result.stdout
    run("publish", desk.folder)
    assert desk.text() == result.stdout


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "tiddly"}, 4),
        ({"password": "secret-word-9"}, 4),
        ({"password_env": "BRIEFGEN_NOT_SET"}, 5),
        ({"password_command": ["sh", "-c", "echo secret-word-9; exit 1"]}, 5),
        ({"url": "nowhere.git", "password_command": ["echo", "secret-word-9"]}, 6),
        ({"url": "http://127.0.0.1:PORT/", "password_command": ["echo", "secret-word-9"], "attempts": 1}, 7),
    ],
)
def test_exit_codes_and_no_secret_in_what_is_printed(
    run: Run, desk: Desk, changes: dict[str, object], code: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if isinstance(changes.get("url"), str):
        changes = changes | {"url": str(changes["url"]).replace("PORT", str(free_port()))}
    configure(desk, **changes)
    for options in ((), ("--json",), ("--dry-run",)):
        result = run("publish", desk.folder, *options)
        assert result.exit_code == code or options == ("--dry-run",)
        assert "secret-word-9" not in result.output + caplog.text


@pytest.mark.parametrize("edition", ["cloud", "data-center"])
def test_no_secret_in_what_is_logged_of_a_good_publish(
    run: Run, tmp_path: Path, edition: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with confluence_bench(edition)(tmp_path) as opened:
        monkeypatch.setenv(SECRET, opened.secret)
        desk = Desk(opened, tmp_path, "Case of logs")
        configure(desk)
        result = run("publish", desk.folder)
        assert result.exit_code == 0
        assert caplog.text
        assert opened.secret not in result.output + caplog.text
        assert opened.secret not in (desk.bench.text(desk.page) or "")


def test_a_password_in_the_open_is_warned_of(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFGEN_OPEN", "secret-word-9")
    configure(desk, url="http://wiki.example.org/x.git", password_env="BRIEFGEN_OPEN")
    result = run("publish", "--dry-run", desk.folder)
    assert "unencrypted" in result.stderr
    assert "secret-word-9" not in result.output


def test_check_delivery_looks_at_the_wiki(run: Run, desk: Desk) -> None:
    configure(desk)
    result = run("check", "--delivery")
    assert result.exit_code == 0
    assert "wiki target default" in result.stdout
    configure(desk, url="nowhere.git")
    assert run("check", "--delivery").exit_code == 6


def test_build_publishes_what_it_built(run: Run, desk: Desk) -> None:
    configure(desk, page="{title}", index="")
    Path("note.txt").write_text("The council agreed on 3 March 2026 to mend the bridge. It will pay by Friday.\n")
    result = run("build", "note.txt", "--title", "The bridge", "--publish")
    assert result.exit_code == 0, result.output
    assert "mend the bridge" in (desk.bench.text("The-bridge") or "")


def test_a_folder_without_a_brief(run: Run, desk: Desk) -> None:
    configure(desk)
    assert run("publish", "nothing").exit_code == 1
    (desk.folder / "brief.pdf").write_bytes(b"no PDF")
    assert "is not a PDF" in run("publish", desk.folder).stderr
