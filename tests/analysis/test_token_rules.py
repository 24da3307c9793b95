import spacy
from spacy.tokens import Doc

from briefgen.analysis.sentences import DEFAULT_MODEL, load_language_model

TEXTS = (
    "There's no doubt: they ain't gonna sign, and y'all got ta wait. Let's see; c'm on.",
    "The ministers' best offer was better than nobody's.\n\n  But   she'll have had enough of it by then.",
    "Whose boats are those? Geese, mice and criteria: the men had been lying, not lain.",
    "There were two agreements that the council's lawyers hadn't seen before Tuesday.",
)


def _read(doc: Doc) -> list[tuple[str, str, str, str, str]]:
    return [(token.text, token.tag_, token.pos_, str(token.morph), token.lemma_) for token in doc]


def test_rules_that_are_looked_up_find_what_spacy_finds() -> None:
    bare, ours = spacy.load(DEFAULT_MODEL), load_language_model()
    for _ in range(2):  # the second time from memory
        assert [_read(ours(text)) for text in TEXTS] == [_read(bare(text)) for text in TEXTS]
