"""Word lists of the sources stage."""

from __future__ import annotations


def _terms(text: str) -> frozenset[str]:
    return frozenset(" ".join(term.split()) for term in text.split(",") if term.strip())


FIELDS = _terms(
    """
    absent, abstain, abstention, action, action item, against, agenda, also, and, annex, announcement, answer,
    apologies, appendix, approved, aside, attachment, attendance, attendee, attending, audio, author,
    background, bcc, bug, but, by, calendar, caption, cc, chairs, chapter, comment, con, concern, conclusion,
    cons, consensus, contact, context, date, deadline, decision, description, discussion, doc, done, doodle,
    due, e-mail, edit, editor, email, enclosure, error, example, faq, fax, feature, figure, fix, for, from, ftp,
    full-year results, future, fw, fwd, fyi, general, goal, guest, headline, highlights, history, however, http,
    https, image, in attendance, introduction, issue, item, key points, link, location, meeting, meeting date,
    meeting date/time, meeting duration, member, minute, minutes, misc, motion, motivation, naming, nb, new,
    next meeting, next step, no, note, note-taker, notes, observation, observer, old, ongoing, option,
    organiser, organizer, other, outcome, overview, owner, part, participant, phase, phone, photo, picture,
    place, posted, pr, present, previously, pro, proposal, proposed, pros, ps, published, purpose, question, re,
    recording, ref, reference, regret, release, remark, reminder, request, resolution, resolved, result, risk,
    scribe, section, see, sent, signed, source, status, step, subject, summary, table, tag, tbd, team member,
    tel, time, title, tl;dr, tldr, to, todo, topic, trading update, update, url, venue, version, video, vote,
    voting, warning, website, wg, wip, yes
    """
)
"""What stands before a colon without being a speaker, in lower case and without a plural "s"."""

COMMON_ENGLISH = _terms(
    """
    the, and, to, that, this, with, from, have, has, not, it, will, would, they, we, you, which, been, their, there,
    should, could, or, if, about, what, who, when
    """
)
"""A sixth or more of the words of English prose and minutes, under a fifteenth of any other language's."""

DATA_SUFFIXES = _terms(
    """
    json, jsonl, ndjson, xml, csv, tsv, yaml, yml, toml, ini, cfg, lock, log, css, js, mjs, ts, map, py, pyc, sh, bat,
    so, dll, exe, whl, db, sqlite, parquet, pkl, npy, npz, onnx, bib, sha256, sig, asc
    """
)
"""Suffixes of files in a folder that are data or programs, not documents to brief on."""
