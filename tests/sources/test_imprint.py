"""Who wrote a source, by the header of a letter or the title of a speech."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.sources import read_source


@pytest.mark.parametrize(
    ("top", "author"),
    [
        ("From: Jolanda Aalto <jolanda@example.org>\nTo: Piers Lund", "Jolanda Aalto"),
        ("Statement by Her Excellency Mrs. Ruta Tebano, Prime Minister of Kirimoa", "Ruta Tebano"),
        ("Remarks by Dr. Henrik Salo", "Henrik Salo"),
        ("From: the river to the sea the valley was under water", None),
    ],
)
def test_a_letter_and_a_speech_tell_their_author(tmp_path: Path, top: str, author: str | None) -> None:
    path = tmp_path / "source.txt"
    path.write_text(f"{top}\n\nThe gates of the lock will be opened on 3 May. Nobody has said who pays.\n", "utf-8")
    assert read_source(path, document_id="s1").author == author
