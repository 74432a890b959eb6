"""The sentences that come with the translation model: half of them translated, all of them titled and labelled."""

from unicodedata import is_normalized

from attlas.exporter.documents import demo_translations, document_file

DOCUMENTS = demo_translations()


def test_every_other_sentence_has_its_translation():
    given = [document.target is not None for document in DOCUMENTS]
    assert len(given) >= 24
    assert sum(given) * 2 == len(given)


def test_every_phenomenon_has_given_and_generated_targets():
    kinds = {(document.label, document.target is None) for document in DOCUMENTS}
    assert len(kinds) == 2 * len({document.label for document in DOCUMENTS})


def test_sentences_are_as_the_model_was_trained_to_read_them():
    for document in DOCUMENTS:
        texts = [document.text, document.target or document.text]
        assert 4 <= len(document.text.split()) <= 10
        assert all(is_normalized("NFC", text) and not set(text) & set("’\u00a0\u202f") for text in texts)


def test_ids_name_their_files_and_titles_tell_sentences_apart():
    assert all(document_file(document.id) == f"{document.id}.json" for document in DOCUMENTS)
    assert len({document.title for document in DOCUMENTS}) == len(DOCUMENTS)
