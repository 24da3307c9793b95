from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader

from briefgen.brief import Brief
from briefgen.errors import RenderError, UsageError
from briefgen.renderers import Look, html, markdown, templating, wording
from tests.conftest import ROOT
from tests.renderers.conftest import write

BRIEF = Brief(title="A <title>", bottom_line="It rained.")


def render_own(folder: Path, text: str, name: str = "brief.html.j2") -> str:
    return html.render(BRIEF, Look(template_dir=write(folder, name, text))).decode()


def test_an_own_template_takes_the_place_of_the_built_in_one(tmp_path: Path) -> None:
    assert render_own(tmp_path, "<p>{{ brief.title }}") == "<p>A &lt;title&gt;"


def test_templates_that_are_not_replaced_are_the_built_in_ones(tmp_path: Path) -> None:
    folder = write(tmp_path, "brief.html.j2", "x")
    assert markdown.render(BRIEF, Look(template_dir=folder)) == markdown.render(BRIEF, Look())


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("<p>\n{% if brief.title %}\n<p>", 3, "Unexpected end of template"),
        ("<p>\n\n{{ brief.titel }}", 3, "has no attribute 'titel'"),
        ("{{ nonsense }}", 1, "'nonsense' is undefined"),
        ("\n{{ brief.title|shout }}", 2, "No filter named 'shout'"),
        ("\n{{ brief.summary[7].text }}", 2, "has no element 7"),
        ("\n{{ 1 / 0 }}", 2, "division by zero"),
        ("\n\n{% include 'parts.j2' %}", 3, "there is no template called 'parts.j2'"),
        ("\n{% include '/etc/hostname' %}", 2, "there is no template called '/etc/hostname'"),
        ("{% include '../brief.html.j2' %}", 1, "there is no template called"),
        ("\n{{ brief.__class__.__mro__ }}", 2, "unsafe"),
        ("\n{{ ''.__class__.__base__.__subclasses__() }}", 2, "unsafe"),
    ],
)
def test_an_error_names_file_and_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(RenderError) as caught:
        render_own(tmp_path, text)
    assert caught.value.message.startswith(f"Template {tmp_path / 'brief.html.j2'}, line {line}: ")
    assert problem in caught.value.message
    assert caught.value.remedy


def test_a_template_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "brief.html.j2").write_bytes(b"\xff\xfe<\x00p\x00")
    with pytest.raises(RenderError, match=r"brief\.html\.j2.*UTF-8"):
        html.render(BRIEF, Look(template_dir=tmp_path))


def test_an_error_in_a_part_names_the_part(tmp_path: Path) -> None:
    write(tmp_path, "parts/head.j2", "\n\n{{ nothing }}")
    with pytest.raises(RenderError, match=r"parts/head\.j2, line 3: 'nothing' is undefined"):
        render_own(tmp_path, "\n{% include 'parts/head.j2' %}")


def test_a_template_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"looks is not there"):
        html.render(BRIEF, Look(template_dir=tmp_path / "looks"))


def test_a_template_folder_with_nothing_that_is_used(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no template that briefgen uses.*brief\.html\.j2"):
        html.render(BRIEF, Look(template_dir=write(tmp_path, "letter.html", "x")))


def shout(text: str) -> str:
    """A markup in which "!" acts and HTML's characters do not."""
    return text.replace("!", "(bang)")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("!{{ x }}!", "!<&(bang)!"),
        ("{{ '!<' }}", "(bang)<"),
        ("{{ x ~ '!' }}", "<&(bang)(bang)"),
        ("{{ x + '!' }}", "<&(bang)(bang)"),
        ("{{ [x, x]|join('!') }}", "<&(bang)(bang)<&(bang)"),
        ("{{ m(x) }}", "!<&(bang)!"),
        ("{{ m(x) ~ x }}", "!<&(bang)!<&(bang)"),
        ("{{ x ~ m(x) ~ x }}", "<&(bang)!<&(bang)!<&(bang)"),
        ("{{ m(x) + x }}", "!<&(bang)!<&(bang)"),
        ("{{ x + m(x) }}", "<&(bang)!<&(bang)!"),
        ("{{ [m(x), x]|join(x) }}", "!<&(bang)!<&(bang)<&(bang)"),
        ("{{ [{'k': x}, {'k': x}]|join('-', attribute='k') }}", "<&(bang)-<&(bang)"),
        ("{{ '!%s!'|safe % x }}", "!<&(bang)!"),
        ("{{ '!%s!'|safe|format(x) }}", "!<&(bang)!"),
        ("{{ '!'|safe }}{{ x|e }}{{ x|escape ~ x }}", "!<&(bang)<&(bang)<&(bang)"),
        ("{% set b %}!{{ x }}{% endset %}{{ b }}{{ b ~ x }}", "!<&(bang)!<&(bang)<&(bang)"),
        ("{{ m(m(x)) }}", "!!<&(bang)!!"),
        ("{{ m(x)|upper }}", "!<&(BANG)!"),
        ("{% for y in [x] %}{{ loop.index + 1 }}{{ y }}{% endfor %}", "2<&(bang)"),
    ],
)
def test_a_value_is_escaped_once_whatever_is_done_with_it(template: str, expected: str) -> None:
    env = templating.environment(shout).overlay()
    env.loader = DictLoader({"t": "{% macro m(v) %}!{{ v }}!{% endmacro %}" + template})
    assert env.get_template("t").render(x="<&!") == expected


@pytest.mark.parametrize("name", ["urlize", "xmlattr", "tojson", "forceescape"])
def test_filters_that_make_html_are_unknown_to_other_markups(name: str) -> None:
    assert name not in templating.environment(shout).filters


def test_characters_that_no_output_can_show_are_left_out() -> None:
    text = html.render(Brief(title="a\x00b\x1b[1m\ufffe c\u202ed"), Look()).decode()
    assert "<h1>ab[1m cd</h1>" in text


def test_every_filter_and_name_is_documented() -> None:
    page = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(\w+)", "\n".join(line for line in page.splitlines() if line.startswith("| `"))))
    assert {*wording.FILTERS, *wording.GLOBALS} <= documented
