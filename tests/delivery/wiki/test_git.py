"""Git wikis: one commit a brief, in a clone that a hostile repository cannot break out of."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pydantic import SecretStr

from briefgen.brief import Warning
from briefgen.delivery.wiki.deciding import Overwrite, PageEditedError
from briefgen.delivery.wiki.git_command import Git
from briefgen.delivery.wiki.publishing import connected, prepare, publish_item, try_login
from briefgen.errors import ConfigurationError, RefusedError
from tests.delivery.wiki.benches import GitBench, git
from tests.delivery.wiki.conftest import PDF, Desk

pytestmark = pytest.mark.parametrize("bench", ["git"], indirect=True)


def test_page_pdf_and_index_are_one_commit_of_the_author(desk: Desk, bench: GitBench) -> None:
    desk.publish()
    assert bench.commits() == 1
    shown = git("show", "--stat", "--format=%an <%ae>%n%s", "main", cwd=bench.bare).stdout
    assert shown.startswith("Desk <desk@example.org>\nBrief: Case ")
    assert "3 files changed" in shown
    desk.publish()
    assert bench.commits() == 1


def test_another_file_that_is_pushed_meanwhile_is_kept(
    desk: Desk, bench: GitBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefgen.delivery.wiki import publishing

    bench.edit("Home", "Welcome\n")
    update = publishing._update_index

    def update_slowly(*arguments: object) -> object:
        bench.edit("Home", "Welcome, says Ann\n")
        monkeypatch.setattr(publishing, "_update_index", update)
        return update(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "_update_index", update_slowly)
    assert desk.publish().action == "created"
    assert bench.text("Home") == "Welcome, says Ann\n"
    assert bench.commits() == 3
    assert desk.attachments() == [PDF]


def test_another_branch(desk: Desk, bench: GitBench) -> None:
    bench.edit("Home", "Welcome\n")
    git("push", "--quiet", "origin", "HEAD:drafts", cwd=bench.clone)
    desk.table["branch"] = "drafts"
    desk.publish()
    assert bench.text(desk.page) is None
    assert git("show", f"drafts:{desk.page}.md", cwd=bench.bare).stdout


def test_the_first_commit_of_a_named_branch(desk: Desk, bench: GitBench) -> None:
    desk.table["branch"] = "wiki"
    assert try_login(desk.target)
    desk.publish()
    assert git("show", f"wiki:{desk.page}.md", cwd=bench.bare).stdout


def test_a_link_in_the_repository_does_not_lead_out_of_it(desk: Desk, bench: GitBench, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (bench.clone / "Briefs").symlink_to(outside)
    git("add", "-A", cwd=bench.clone)
    git("commit", "--quiet", "-m", "link", cwd=bench.clone)
    git("push", "--quiet", "origin", "HEAD:main", cwd=bench.clone)
    with pytest.raises(ConfigurationError):
        desk.publish()
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("page", ["../{title}", ".git/hooks/{title}", "-x/{title}", "con/{title}"])
def test_no_page_name_leads_out_of_the_repository(desk: Desk, page: str) -> None:
    desk.table["page"] = page
    name = prepare(desk.folder, desk.target).page
    assert not {"..", ".git", "con"} & set(name.split("/"))
    assert not name.startswith("-")


def test_a_hook_that_declines_is_a_refusal_and_leaves_nothing(desk: Desk, bench: GitBench) -> None:
    hook = bench.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(RefusedError):
        desk.publish()
    assert bench.text(desk.page) is None


def test_a_brief_that_is_refused_does_not_go_along_with_the_next(desk: Desk, bench: GitBench) -> None:
    hook = bench.bare / "hooks" / "pre-receive"
    hook.write_text('#!/bin/sh\nread old new ref\n! git grep -q "A second look" "$new"\n')
    hook.chmod(0o755)
    good = prepare(desk.folder, desk.target)
    desk.save(title="Refused", warnings=(Warning(text="A second look."),))
    bad = prepare(desk.folder, desk.target)
    for round_ in range(2):  # into an empty repository, then upon a commit
        with connected(desk.target) as wiki:
            with pytest.raises(RefusedError):
                publish_item(bad, wiki, Overwrite())
            assert publish_item(good, wiki, Overwrite()).action == ("unchanged" if round_ else "created")
        assert bench.text(bad.page) is None
        assert bench.commits() == 1


def test_the_password_goes_to_the_repositorys_host_alone(bench: GitBench, tmp_path: Path) -> None:  # noqa: ARG001
    secret = SecretStr("git-password-12345")
    for url, fine in (("https://example.org/wiki.git", "example.org"), ("https://h.org:8443/w", "h.org:8443")):
        folder = tmp_path / fine.replace(":", "-")
        folder.mkdir()
        runner = Git(folder, url, "Desk <desk@example.org>", "desk", secret, None, 5)

        def ask(prompt: str, runner: Git = runner, folder: Path = folder) -> str:
            asked = [str(folder / "ask"), prompt]
            return subprocess.run(
                asked, env=runner._environment, capture_output=True, text=True, check=False
            ).stdout.strip()

        assert ask(f"Username for 'https://{fine}': ") == "desk"
        assert ask(f"Password for 'https://desk@{fine}': ") == "git-password-12345"
        for other in (
            f"http://desk@{fine}",
            "https://desk@evil.org",
            f"https://desk@{fine}.evil.org",
            f"https://x{fine}",
        ):
            assert ask(f"Password for '{other}': ") == ""


def test_a_difference_plays_no_tricks_on_a_terminal(desk: Desk, bench: GitBench) -> None:
    desk.publish()
    bench.edit(desk.page, desk.text().replace("## Summary", "## \x1b[2JSummary\x9b"))
    with pytest.raises(PageEditedError) as caught:
        desk.publish()
    assert "+##  [2JSummary " in caught.value.difference


def test_no_such_repository(desk: Desk, tmp_path: Path) -> None:
    desk.table["url"] = str(tmp_path / "nothing.git")
    with pytest.raises(RefusedError) as caught:
        desk.publish()
    assert "nothing.git" in caught.value.message


def test_the_users_settings_do_not_reach_in(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    hook = hooks / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(f"[core]\nhooksPath = {hooks}\nautocrlf = true\n[commit]\ngpgSign = true\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert desk.publish().action == "created"
    assert desk.publish().action == "unchanged"


@pytest.mark.parametrize("software", ["github", "gitea", "gollum", "otterwiki"])
def test_links_between_page_pdf_and_index_lead_somewhere(desk: Desk, bench: GitBench, software: str) -> None:
    desk.table["software"] = software
    item = prepare(desk.folder, desk.target)
    desk.publish()
    names = git("ls-tree", "-r", "--name-only", "main", cwd=bench.bare).stdout.split("\n")
    assert f"{item.page}.md" in names
    assert item.file_name in names
    assert ("/" in item.page) == (software != "github")
    assert (item.page == item.page.lower()) == (software == "otterwiki")


def test_no_password_stands_on_a_command_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFGEN_GIT_TEST", "git-password-12345")
    desk.table |= {"user": "desk", "password_env": "BRIEFGEN_GIT_TEST"}
    seen: list[object] = []
    run = subprocess.run

    def watched(command: object, *arguments: object, **options: object) -> object:
        seen.append(command)
        return run(command, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    desk.publish()
    desk.save(warnings=(Warning(text="A second look."),))
    desk.publish()
    assert seen
    assert "git-password-12345" not in repr(seen)
