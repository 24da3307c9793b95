"""spaCy stays whole for whoever else uses it in the process."""

import subprocess
import sys


def test_the_command_line_of_spacy_is_imported_when_it_is_asked_for() -> None:
    program = """
import sys
import briefgen.analysis, spacy
assert "spacy.cli" not in sys.modules
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
from spacy.cli import download
"""
    subprocess.run([sys.executable, "-c", program], check=True)
