"""What becomes of a message under every answer that a mail server can give."""

from __future__ import annotations

import pytest

from briefgen.delivery.mail import Outbox, deliver, envelope, send
from tests.delivery.mail.conftest import PDF
from tests.delivery.mail.servers import DROP, ScriptedServer, parse, pdf_of

ACCEPTED, REFUSED, DEFERRED, UNCERTAIN = "accepted", "refused", "deferred", "uncertain"
TWO = ("a@example.org", "b@example.org")

# The scripts of successive connections, the states of the two recipients, the exit code, messages the server took.
CASES = {
    "accepts all": ([{}], (ACCEPTED, ACCEPTED), 0, 1),
    "refuses one recipient": ([{"RCPT": ["250 Ok", "550 5.1.1 Nobody here"]}], (ACCEPTED, REFUSED), 6, 1),
    "refuses both recipients": ([{"RCPT": "550 5.1.1 Nobody here"}], (REFUSED, REFUSED), 6, 0),
    "refuses the sender": ([{"MAIL": "550 5.7.1 Not you"}], (REFUSED, REFUSED), 6, 0),
    "refuses the message": ([{".": "554 5.7.1 Looks like spam"}], (REFUSED, REFUSED), 6, 1),
    "refuses DATA": ([{"DATA": "554 5.5.1 No"}], (REFUSED, REFUSED), 6, 0),
    "is full, later not": ([{"MAIL": "452 4.3.1 Disk full"}, {}], (ACCEPTED, ACCEPTED), 0, 1),
    "is full for ever": ([{"MAIL": "452 4.3.1 Disk full"}], (DEFERRED, DEFERRED), 7, 0),
    "greylists one, later not": ([{"RCPT": ["250 Ok", "451 4.7.1 Later"]}, {}], (ACCEPTED, ACCEPTED), 0, 2),
    "takes one recipient at a time": (
        [{"RCPT": ["250 Ok", "452 4.5.3 Too many recipients"]}, {}],
        (ACCEPTED, ACCEPTED),
        0,
        2,
    ),
    "defers at the end of the data, later not": ([{".": "451 4.3.0 Later"}, {}], (ACCEPTED, ACCEPTED), 0, 2),
    "closes with 421 at the greeting": ([{"GREETING": "421 4.3.2 Busy"}, {}], (ACCEPTED, ACCEPTED), 0, 1),
    "closes with 421 at the recipient": ([{"RCPT": "421 4.3.2 Closing"}, {}], (ACCEPTED, ACCEPTED), 0, 1),
    "says nothing and closes": ([{"GREETING": DROP}, {}], (ACCEPTED, ACCEPTED), 0, 1),
    "drops at the first recipient": ([{"RCPT": DROP}], (DEFERRED, DEFERRED), 7, 0),
    "drops at DATA, later not": ([{"DATA": DROP}, {}], (ACCEPTED, ACCEPTED), 0, 1),
    "drops instead of answering the data": ([{".": DROP}, {}], (UNCERTAIN, UNCERTAIN), 7, 1),
    "answers the data with nonsense": ([{".": "hello"}, {}], (UNCERTAIN, UNCERTAIN), 7, 1),
    "answers the data with a question": ([{".": "354 Go on"}, {}], (UNCERTAIN, UNCERTAIN), 7, 1),
    "names a size that is no size": ([{"EHLO": "250-x\r\n250 SIZE " + "9" * 5000}], (ACCEPTED, ACCEPTED), 0, 1),
    "drops after the data, one refused before": (
        [{"RCPT": ["550 5.1.1 Nobody here", "250 Ok"], ".": DROP}],
        (REFUSED, UNCERTAIN),
        6,
        1,
    ),
    "speaks nonsense": ([{"GREETING": "hello"}], (DEFERRED, DEFERRED), 7, 0),
}


@pytest.mark.parametrize("case", CASES)
def test_every_answer_has_its_state_and_exit_code(case, folder, outbox, make_target):
    scripts, states, exit_code, messages = CASES[case]
    with ScriptedServer(*scripts) as server:
        target = make_target(port=server.port, to=TWO, attempts=2)
        report = deliver(folder, target, envelope(target), outbox)
    assert tuple(status.state for status in report.recipients) == states
    assert (report.error.exit_code if report.error else 0) == exit_code
    assert len(server.received) == messages
    assert all(pdf_of(parse(data)) == PDF for _, _, data in server.received)
    complete = states == (ACCEPTED, ACCEPTED)
    assert [entry.id for entry in outbox.entries(sent=True)] == [report.id] * complete
    assert [entry.id for entry in outbox.entries()] == [report.id] * (not complete)


def test_a_connection_lost_within_the_data_is_tried_again(folder, outbox, make_target):
    (folder / "brief.pdf").write_bytes(PDF * 600)  # more than the buffers of a connection hold
    with ScriptedServer({"BODY": DROP, "EHLO": "250 no limit"}, {"EHLO": "250 no limit"}) as server:
        target = make_target(port=server.port)
        report = deliver(folder, target, envelope(target), outbox)
    assert report.recipients[0].state == "accepted"
    assert (server.connections, len(server.received)) == (2, 1)


def test_the_servers_words_are_kept(folder, outbox, make_target):
    with ScriptedServer({"RCPT": ["250 Ok", "550 5.1.1 No \x1b[31mminister\x1b[0m\there"]}) as server:
        target = make_target(port=server.port, to=TWO)
        deliver(folder, target, envelope(target), outbox)
    (entry,) = outbox.entries()
    assert (entry.recipients[1].code, entry.recipients[1].words) == (550, "5.1.1 No [31mminister [0m here")


def test_a_recipient_who_had_it_is_left_out_of_the_next_try(folder, outbox, make_target):
    with ScriptedServer({"RCPT": ["250 Ok", "451 4.7.1 Later"]}, {}) as server:
        target = make_target(port=server.port, to=TWO)
        deliver(folder, target, envelope(target), outbox)
    assert [recipients for _, recipients, _ in server.received] == [["a@example.org"], ["b@example.org"]]


def test_nobody_is_sent_the_same_brief_twice(folder, outbox, make_target):
    with ScriptedServer() as server:
        target = make_target(port=server.port)
        deliver(folder, target, envelope(target), outbox)
        again = deliver(folder, target, envelope(target), outbox)
        wider = deliver(folder, target, envelope(target, to=TWO, bcc=["Minister@Example.org"]), outbox)
    assert [recipients for _, recipients, _ in server.received] == [["minister@example.org"], list(TWO)]
    assert again.earlier == ("minister@example.org",)
    assert wider.earlier == ("Minister@example.org",)
    assert again.error is wider.error is None


def test_a_changed_brief_is_another_message(folder, outbox, make_target):
    with ScriptedServer() as server:
        target = make_target(port=server.port)
        first = deliver(folder, target, envelope(target), outbox)
        brief = folder / "brief.json"
        brief.write_text(brief.read_text("utf-8").replace('"title": "Velmara', '"title": "New: Velmara', 1), "utf-8")
        second = deliver(folder, target, envelope(target), outbox)
    assert len(server.received) == 2
    assert first.message_id != second.message_id


def test_a_message_of_unknown_fate_is_sent_again_only_when_asked(folder, outbox, make_target):
    with ScriptedServer({".": DROP}, {}) as server:
        target = make_target(port=server.port)
        report = deliver(folder, target, envelope(target), outbox)
        assert report.recipients[0].state == "uncertain"
        assert "outbox retry --uncertain" in report.error.remedy

        assert deliver(folder, target, envelope(target), outbox).recipients[0].state == "uncertain"
        assert deliver(folder, target, envelope(target, cc=["MINISTER@example.org"]), outbox).error.exit_code == 7
        (entry, _) = outbox.entries()
        assert send(entry, target, outbox).recipients[0].state == "uncertain"
        assert len(server.received) == 1

        assert send(entry, target, outbox, uncertain=True).recipients[0].state == "accepted"
    first, second = (parse(data) for _, _, data in server.received)
    assert first["Message-ID"] == second["Message-ID"] == report.message_id


def test_a_refused_recipient_is_not_tried_again(folder, outbox, make_target):
    with ScriptedServer({"RCPT": ["250 Ok", "550 5.1.1 Nobody here"]}, {}) as server:
        target = make_target(port=server.port, to=TWO)
        deliver(folder, target, envelope(target), outbox)
        (entry,) = outbox.entries()
        report = send(entry, target, outbox, uncertain=True)
    assert server.connections == 1
    assert report.error.exit_code == 6


def test_a_message_that_nobody_has_is_replaced_by_a_better_one(folder, outbox, make_target):
    with ScriptedServer({"MAIL": "451 4.3.0 Later"}, {}) as server:
        target = make_target(port=server.port, attempts=1)
        deliver(folder, target, envelope(target), outbox)
        (folder / "brief.pdf").write_bytes(PDF + b"better")
        assert deliver(folder, target, envelope(target), outbox).error is None
    assert [pdf_of(parse(data)) for _, _, data in server.received] == [PDF + b"better"]


def test_back_off_doubles(folder, outbox, make_target):
    waits: list[float] = []
    with ScriptedServer({"MAIL": "451 4.3.0 Later"}) as server:
        target = make_target(port=server.port, attempts=5, retry_wait=20)
        deliver(folder, target, envelope(target), outbox, sleep=waits.append)
    assert waits == [20, 40, 60, 60]
    assert server.connections == 5


def test_an_unreachable_server_leaves_the_message_waiting(folder, outbox, make_target):
    with ScriptedServer() as server:
        pass
    target = make_target(port=server.port, attempts=1)
    report = deliver(folder, target, envelope(target), outbox)
    assert (report.recipients[0].state, report.error.exit_code) == ("deferred", 7)
    assert str(server.port) in report.error.message
    assert Outbox(outbox.root).entries()[0].recipients[0].state == "deferred"


def test_lines_that_begin_with_a_full_stop_arrive_whole(folder, outbox, make_target, tmp_path):
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "email.txt.j2").write_text(".\n..\n. hidden?\n{{ brief.title }}\n.")
    with ScriptedServer() as server:
        target = make_target(port=server.port, template=templates)
        assert deliver(folder, target, envelope(target), outbox).error is None
    text = parse(server.received[0][2]).get_body(("plain",)).get_content()
    assert text.splitlines()[:3] == [".", "..", ". hidden?"]
    assert len(server.received) == 1
