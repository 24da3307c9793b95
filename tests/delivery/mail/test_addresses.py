from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.delivery.mail.addresses import Mailbox, envelope, one_line, parse_mailbox
from briefgen.errors import ConfigurationError, UsageError

GOOD = {
    "minister@example.org": ("", "minister@example.org"),
    "  Ann Lee <ann.lee+brief@Example.ORG> ": ("Ann Lee", "ann.lee+brief@example.org"),
    "Lee, Ann <ann@example.org>": ("Lee, Ann", "ann@example.org"),
    '"Lee, \\"Ann\\"" <ann@example.org>': ('Lee, "Ann"', "ann@example.org"),
    "José Ñandú <jose@example.org>": ("José Ñandú", "jose@example.org"),
    "Büro <büro@bücher.example>": ("Büro", "büro@xn--bcher-kva.example"),
    "straße@straße.example": ("", "straße@xn--strae-oqa.example"),
    "ops@intranet.local": ("", "ops@intranet.local"),
    "ann@example.org.": ("", "ann@example.org"),
    "root@localhost": ("", "root@localhost"),
    "-froot@example.org": ("", "-froot@example.org"),
}
BAD = {
    "": "no @",
    "minister": "no @",
    "@example.org": "before the @",
    "a@": "behind the @",
    "a b@example.org": "before the @",
    "a..b@example.org": "before the @",
    '"a b"@example.org': "before the @",
    "a@exa mple.org": "behind the @",
    "a@[127.0.0.1]": "behind the @",
    "a@-example.org": "behind the @",
    "a@b.org, c@d.org": "before the @",
    "a@b.org <c@d.org>": "more than one",
    "A <b@c.org> <d@e.org>": "more than one",
    "a@b.org\r\nBcc: c@d.org": "line break",
    "A\nBcc: x@y.z <a@b.org>": "line break",
    "A\u2028B <a@b.org>": "line break",
    "a\u202eb@example.org": "before the @",
    f"{'a' * 65}@example.org": "too long",
    f"a@{'b' * 64}.org": "behind the @",
}


@pytest.mark.parametrize("text", GOOD)
def test_addresses_as_people_write_them(text):
    name, address = GOOD[text]
    mailbox = parse_mailbox(text)
    assert (mailbox.name, mailbox.address) == (name, address)


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match=BAD[text]):
        parse_mailbox(text)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=90),
        st.tuples(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9)).map("{0[0]}<{0[1]}@{0[2]}>".format),
    )
)
def test_whatever_is_taken_for_an_address_is_one(text):
    try:
        mailbox = parse_mailbox(text)
    except ValueError:
        return
    assert re.fullmatch(r"[^\s<>(),:;\\\"@\[\]\x00-\x1f\x7f-\x9f]+@[a-z0-9.-]+", mailbox.address)
    assert mailbox.name == one_line(mailbox.name)


def test_one_line_leaves_nothing_that_could_break_out_or_turn_around():
    assert one_line("a\r\nBcc: b\x00\u202ec\u2029d \ud800 e") == "a Bcc: b c d e"
    assert one_line("نامه\u200cها") == "نامه\u200cها"


def test_recipients_given_take_the_place_of_those_configured(make_target, tmp_path):
    lists = tmp_path / "lists.txt"
    lists.write_text("# the cabinet\na@b.org  # chair\n\n[cc]\nDeputy <b@b.org>\n[Bcc]\nc#1@b.org\nA@b.org\n", "utf-8")
    target = make_target(to=["minister@example.org"], cc="office@example.org", recipients=lists, reply_to="desk@b.org")
    configured = envelope(target)
    assert [m.address for m in configured.to] == ["minister@example.org", "a@b.org"]
    assert [m.address for m in configured.cc] == ["office@example.org", "b@b.org"]
    assert [m.address for m in configured.bcc] == ["c#1@b.org"]  # A@b.org stands in To already

    given = envelope(target, to=["x@b.org", "X@B.org"], reply_to=["other@b.org"])
    assert given.recipients == (Mailbox(local="x", domain="b.org"),)
    assert [m.address for m in given.reply_to] == ["other@b.org"]
    assert [m.address for m in envelope(target, recipients=lists).recipients] == ["a@b.org", "b@b.org", "c#1@b.org"]


def test_addresses_that_look_alike_are_not_taken_for_one(make_target):
    people = envelope(make_target(), to=["straße@example.org", "strasse@example.org", "STRASSE@example.org"])
    assert [m.address for m in people.to] == ["straße@example.org", "strasse@example.org"]
    decomposed = envelope(make_target(), to=["büro@example.org", "bu\u0308ro@example.org"])
    assert [m.address for m in decomposed.to] == ["büro@example.org"]


def test_faults_name_their_place(make_target, tmp_path):
    with pytest.raises(UsageError, match="--cc: 'nobody' is not an e-mail address: it has no @"):
        envelope(make_target(), cc=["nobody"])
    with pytest.raises(ConfigurationError, match=r"\[mail.default\] from: 'briefs' is not"):
        envelope(make_target(**{"from": "briefs"}))
    lists = tmp_path / "lists.txt"
    lists.write_text("a@b.org\nnobody\n")
    with pytest.raises(UsageError, match=r"lists.txt, line 2: 'nobody'"):
        envelope(make_target(), recipients=lists)
    with pytest.raises(UsageError, match=r"none.txt: cannot be read"):
        envelope(make_target(), recipients=tmp_path / "none.txt")
    with pytest.raises(UsageError, match="Nobody is named") as error:
        envelope(make_target(to=[]))
    assert "--to" in error.value.remedy
