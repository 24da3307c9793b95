from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.brief import Brief
from briefgen.errors import RenderError, UsageError
from briefgen.renderers import Look, html
from tests.renderers.conftest import write

BRIEF = Brief(title="A title")


def styled(folder: Path, css: str) -> str:
    return html.render(BRIEF, Look(style_file=write(folder, "own.css", css) / "own.css")).decode()


def test_an_own_style_comes_last(tmp_path: Path) -> None:
    page = styled(tmp_path, "h1 { color: #b00 }")
    assert page.index("h1 { color: #b00 }") > page.index("break-inside: avoid")
    assert page.index("h1 { color: #b00 }") < page.index("</style>")


def test_a_style_cannot_end_its_element(tmp_path: Path) -> None:
    page = styled(tmp_path, 'p::after { content: "</style><script>alert(1)</script>" }')
    assert page.count("</style>") == 1
    assert "</script>" not in page


@pytest.mark.parametrize(
    ("css", "line", "address"),
    [
        ("\n@import url(https://e.example/x.css);", 2, "another style"),
        ('@import "x.css";', 1, "another style"),
        ("p { color: red }\np { background: url(https://e.example/x.png) }", 2, "https://e.example/x.png"),
        ("@media print {\n  p { background: no-repeat url('x.png') }\n}", 2, "x.png"),
        ('@font-face {\n font-family: x;\n src: url("file:///x.ttf") }', 3, "file:///x.ttf"),
    ],
)
def test_a_style_that_asks_for_something_outside_is_refused(tmp_path: Path, css: str, line: int, address: str) -> None:
    with pytest.raises(RenderError) as caught:
        styled(tmp_path, css)
    assert f"{tmp_path / 'own.css'}, line {line} asks for {address}" in caught.value.message


def test_a_style_may_hold_its_pictures(tmp_path: Path) -> None:
    css = 'p { background: url("data:image/gif;base64,R0lGODlhAQABAAAAACw=") }'
    assert css in styled(tmp_path, css)


def test_a_style_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"own\.css is not there"):
        html.render(BRIEF, Look(style_file=tmp_path / "own.css"))


def test_a_style_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "own.css").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RenderError, match=r"own\.css cannot be read"):
        html.render(BRIEF, Look(style_file=tmp_path / "own.css"))
