"""Treebanks are read as they are written, and contractions joined."""

import doctest
import lzma

import pytest

from attlas.exporter.assets import conllu
from attlas.exporter.assets.conllu import as_written, read_documents, read_sentences

TREEBANK = """\
# newdoc id = letters-1
# sent_id = letters-1-1
# text = Il va au port.
1\tIl\til\tPRON\t_\t_\t2\tnsubj:pass\t_\t_
2\tva\taller\tVERB\t_\t_\t0\troot\t_\t_
3-4\tau\t_\t_\t_\t_\t_\t_\t_\t_
3\tà\tà\tADP\t_\t_\t5\tcase\t_\t_
4\tle\tle\tDET\t_\t_\t5\tdet\t_\t_
5\tport\tport\tNOUN\t_\t_\t2\tobl\t_\tSpaceAfter=No
5.1\tva\taller\tVERB\t_\t_\t_\t_\t2:conj\t_
6\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

# sent_id = letters-1-2
# text = Oui !
1\tOui\toui\t_\t_\t_\t0\troot\t_\t_
2\t!\t!\tPUNCT\t_\t_\t1\tpunct\t_\t_

# newdoc id = letters-2
# sent_id = letters-2-1
1\tNon\tnon\tINTJ\t_\t_\t0\troot\t_\t_
"""


@pytest.fixture
def treebank(tmp_path):
    path = tmp_path / "letters.conllu"
    path.write_text(TREEBANK, "utf-8")
    return path


def test_words_tags_heads_and_relations_are_read(treebank):
    sentence = next(read_sentences(treebank))
    assert sentence.words == ("Il", "va", "à", "le", "port", ".")
    assert sentence.tags == ("PRON", "VERB", "ADP", "DET", "NOUN", "PUNCT")
    assert sentence.heads == (1, -1, 4, 4, 1, 1)
    assert sentence.relations == ("nsubj", "root", "case", "det", "obl", "punct")
    assert sentence.spaces == (True, True, False, True, False, True)
    assert sentence.contractions == ((2, 3, "au"),)


def test_contractions_become_one_word(treebank):
    sentence = as_written(next(read_sentences(treebank)))
    assert sentence.words == ("Il", "va", "au", "port", ".")
    assert sentence.tags == ("PRON", "VERB", "ADP", "NOUN", "PUNCT")
    assert sentence.heads == (1, -1, 3, 1, 1)
    assert sentence.spaces == (True, True, True, False, True)


def test_words_without_a_tag_are_other(treebank):
    assert [*read_sentences(treebank)][1].tags == ("X", "PUNCT")


def test_documents_begin_where_the_file_says(treebank):
    documents = [[sentence.identifier for sentence in document] for document in read_documents(treebank)]
    assert documents == [["letters-1-1", "letters-1-2"], ["letters-2-1"]]


def test_compressed_treebanks_read_alike(treebank, tmp_path):
    packed = tmp_path / "letters.conllu.xz"
    packed.write_bytes(lzma.compress(treebank.read_bytes()))
    assert [*read_sentences(packed)] == [*read_sentences(treebank)]


def test_examples_hold():
    assert doctest.testmod(conllu).failed == 0
