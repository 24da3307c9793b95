from __future__ import annotations

import base64
import os
import re
from email.headerregistry import Address

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from briefgen.brief import Brief, Evidence, Issue, Source, Step, SummarySentence
from briefgen.delivery.mail.addresses import Mailbox, envelope, one_line
from briefgen.delivery.mail.body import HTML_LIMIT, write_body
from briefgen.delivery.mail.message import compose
from briefgen.delivery.mail.target import MailTarget
from briefgen.errors import ConfigurationError, RenderError, UsageError
from tests.conftest import ROOT
from tests.delivery.mail.conftest import PDF
from tests.delivery.mail.servers import parse, pdf_of

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GOLDEN = ROOT / "tests" / "golden"
EVIDENCE = (Evidence(source="s1", start=0, end=5, quote="Words"),)


def message_of(brief, target, **recipients):
    return compose(brief, PDF, "karsk", envelope(target, **recipients), target, preview=True)


def test_the_message_tells_the_brief_and_carries_it(brief, make_target):
    target = make_target(list_unsubscribe="mailto:desk@example.org?subject=" + "please%20" * 20)
    composed = message_of(brief, target, to=["Lee, Ann <ann@b.org>"], cc=["c@d.org"], bcc=["secret@e.org"])
    message = parse(composed.data)
    assert message["Subject"] == composed.subject == f"[TLP:AMBER] {brief.title} (6 May 2026)"
    assert message["To"] == '"Lee, Ann" <ann@b.org>'
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == f"<{target.list_unsubscribe}>"
    assert message["MIME-Version"] == "1.0"
    assert b"secret@e.org" not in composed.data
    assert pdf_of(message) == PDF
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "karsk.pdf"
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for told in (
        brief.bottom_line,
        *(s.text.rstrip(".") for s in brief.summary),
        *(step.action for step in brief.next_steps),
    ):
        assert told in text
    for told in (brief.title, brief.key_actors[0].name, brief.open_issues[0].kind.capitalize()):
        assert told in text
        assert told in html
    assert html.count("TLP:AMBER") == 2  # at the top and at the bottom
    assert "class=" in html
    assert "<style>@media" in html
    assert 'style="' in html


def test_every_line_is_fit_for_smtp(brief, make_target):
    data = message_of(brief, make_target()).data
    assert data.isascii()
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", data) is None
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_the_same_brief_to_the_same_people_is_the_same_message(brief, make_target, monkeypatch):
    target = make_target()
    first = message_of(brief, target, to=["a@b.org", "c@d.org"], bcc=["e@f.org"])
    assert first == message_of(brief, target, to=["a@b.org", "c@d.org"], bcc=["e@f.org"])
    assert parse(first.data)["Date"] == "Wed, 06 May 2026 00:00:00 +0000"
    sent = compose(brief, PDF, "karsk", envelope(target, to=["C@d.org", "a@b.org"], bcc=["e@f.org"]), target)
    assert (sent.id, sent.message_id) == (first.id, first.message_id)
    assert parse(sent.data)["Date"] != parse(first.data)["Date"]

    others = [
        message_of(brief.model_copy(update={"title": "Another"}), target, to=["a@b.org", "c@d.org"], bcc=["e@f.org"]),
        message_of(brief, target, to=["a@b.org"]),
        message_of(brief, make_target(**{"from": "x@y.org"}), to=["a@b.org", "c@d.org"], bcc=["e@f.org"]),
    ]
    assert len({first.message_id, *(other.message_id for other in others)}) == 4
    # Whoever has the message must not be able to guess Bcc from its id.
    without = message_of(brief, target, to=["a@b.org", "c@d.org"])
    assert without.message_id == first.message_id
    assert without.id != first.id

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert parse(compose(brief, PDF, "x", envelope(target), target).data)["Date"] == "Fri, 02 Jan 1970 00:00:00 +0000"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        message_of(brief, target)


def test_only_bcc_leaves_no_trace_of_them(brief, make_target):
    message = parse(message_of(brief, make_target(), bcc=["a@b.org"]).data)
    assert message["To"] == "undisclosed-recipients:;"


def long_brief(issues: int) -> Brief:
    return Brief(
        title="Long",
        bottom_line="It is long.",
        sources=(Source(id="s1"),),
        summary=(SummarySentence(text="It is long.", evidence=EVIDENCE),),
        open_issues=tuple(Issue(text=f"Issue {n} " + "x" * 500, kind="risk", evidence=EVIDENCE) for n in range(issues)),
        next_steps=(Step(owner="Ann Lee", action="shorten it", status="planned", evidence=EVIDENCE),),
    )


def test_html_that_mail_programs_would_clip_is_cut_to_the_essentials(make_target):
    for issues, whole in ((50, True), (500, False)):
        message = parse(message_of(long_brief(issues), make_target()).data)
        text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert len(html.encode()) < HTML_LIMIT
        for body in (text, html):
            assert ("Issue 1 " in body) == whole
            assert ("are in the attached PDF" in body) != whole
            assert "It is long." in body
            assert "shorten it" in body
        assert pdf_of(message) == PDF


def test_pictures_travel_inside(brief, make_target, tmp_path):
    templates = tmp_path / "templates"
    templates.mkdir()
    (tmp_path / "logo.png").write_bytes(PNG)
    (templates / "map.png").write_bytes(PNG + b"map")
    (templates / "email.html.j2").write_text(
        '<style>p { --c: red; color: var(--c) }</style><p>{{ brief.title }}</p><img src="{{ logo }}">'
        '<img src="{{ picture("map.png") }}"><img src="{{ picture("map.png") }}">'
    )
    target = make_target(template=templates, logo=tmp_path / "logo.png")
    message = parse(message_of(brief, target).data)
    html = message.get_body(("html",)).get_content()
    assert "color: red" in html
    shown = re.findall(r'src="cid:([^"]+)"', html)
    assert len(shown) == 3
    pictures = {
        part["Content-ID"]: part.get_content() for part in message.walk() if part.get_content_maintype() == "image"
    }
    assert pictures == {f"<{shown[0]}>": PNG, f"<{shown[1]}>": PNG + b"map"}
    assert pdf_of(message) == PDF


@pytest.mark.parametrize("name", ["../logo.png", "/etc/passwd", "none.png", "email.html.j2"])
def test_pictures_come_from_the_template_folder_only(name, brief, make_target, tmp_path):
    templates = tmp_path / "templates"
    templates.mkdir()
    (tmp_path / "logo.png").write_bytes(PNG)
    (templates / "email.html.j2").write_text(f'<img src="{{{{ picture("{name}") }}}}">')
    with pytest.raises((RenderError, ConfigurationError), match=re.escape(name)):
        message_of(brief, make_target(template=templates))


def test_a_missing_logo_and_a_bad_key_are_faults_of_the_configuration(brief, make_target, tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        message_of(brief, make_target(logo=tmp_path / "none.png"))
    (tmp_path / "key.pem").write_text("-----BEGIN RSA PRIVATE KEY-----\nsecretsecret\n-----END RSA PRIVATE KEY-----\n")
    target = make_target(dkim_key=tmp_path / "key.pem", dkim_selector="x")
    with pytest.raises(ConfigurationError, match="not a key") as error:
        compose(brief, PDF, "x", envelope(target), target)
    assert "secretsecret" not in str(error.value)


PIECES = (
    "\r\n|\n|\r|\x0b|\x0c|\x85|\u2028|\x00|Bcc: evil@evil.example|\r\n\r\n<script>| |\t|é|漢字|\u202e|😀|"
    + "a" * 90
    + "|"
    '=?utf-8?q?=0D=0ABcc:_evil@evil.example?=|=?utf-8?b?|=0A|?=|=?|--=_|,|;|"|\\|<|>|@|:|(|)|.'
).split("|")
HOSTILE = st.one_of(
    st.text(min_size=1, max_size=200), st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join)
)
HEADERS = {"from", "to", "subject", "message-id", "auto-submitted", "mime-version", "content-type", "date"}


@settings(max_examples=80, deadline=None, phases=[Phase.explicit, Phase.generate])
@example(
    "a =?utf-8?q?=0D=0ABcc:_evil@evil.example?= b", "x", "=?utf-8?q?=0D=0ABcc:_e@e.example?=", "y", "=?utf-8?q?=0D?="
)
@given(title=HOSTILE, marking=HOSTILE, name=HOSTILE, owner=HOSTILE, stem=HOSTILE)
def test_hostile_text_never_becomes_a_header_a_recipient_or_a_part(title, marking, name, owner, stem):
    title = title.encode("utf-8", "replace").decode()
    brief = Brief(
        title=title,
        marking=marking.encode("utf-8", "replace").decode(),
        date="2026-05-06",
        sources=(Source(id="s1"),),
        next_steps=(
            Step(owner=owner.encode("utf-8", "replace").decode(), action="go", status="planned", evidence=EVIDENCE),
        ),
    )
    target = MailTarget.model_validate({"from": "briefs@example.org", "to": ["a@b.org"]})
    people = envelope(target).model_copy(
        update={"to": (Mailbox(name=one_line(name), local="a", domain="b.org"), Mailbox(local="c", domain="d.org"))}
    )
    composed = compose(brief, PDF, stem, people, target, preview=True)

    assert composed.data.isascii()
    assert max(map(len, composed.data.split(b"\r\n"))) <= 998
    head = composed.data.split(b"\r\n\r\n")[0]
    lines = [line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert sorted(line.split(b":")[0].decode().lower() for line in lines) == sorted(HEADERS)
    message = parse(composed.data)
    assert [address.addr_spec for address in message["To"].addresses] == ["a@b.org", "c@d.org"]
    assert message["From"].addresses == (Address("", "briefs", "example.org"),)
    assert " ".join(message["Subject"].split()) == " ".join(composed.subject.split())
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    assert pdf_of(message) == PDF
    html = message.get_body(("html",)).get_content()
    assert re.search(r"<script|<img|<a ", html, re.IGNORECASE) is None


@pytest.mark.parametrize("name", ["email.txt", "email.html"])
def test_golden(name, brief, make_target):
    """BRIEFGEN_UPDATE_GOLDEN=1 writes the file instead."""
    body = write_body(brief, make_target())
    told = body.text if name == "email.txt" else re.sub(r"(?s) style=\"[^\"]*\"|<style>.*?</style>", "", body.html)
    if os.environ.get("BRIEFGEN_UPDATE_GOLDEN"):
        (GOLDEN / name).write_text(told, encoding="utf-8")
    assert told == (GOLDEN / name).read_text(encoding="utf-8")
