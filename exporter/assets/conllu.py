"""Treebanks of Universal Dependencies, read from CoNLL-U files (plain or .xz)."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = -1
"""Head of the word that has none."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and the analysis of its words.

    Parameters
    ----------
    identifier : str
        What the treebank calls it; '' if it has no name.
    begins_document : bool
        Whether a new document begins here.
    text : str
        The sentence as written; '' if the file does not say.
    words, tags, relations : tuple of str, one per word
        Words, universal parts of speech, and universal relations to the head, without subtypes.
    spaces : tuple of bool, one per word
        Whether a space follows.
    heads : tuple of int, one per word
        Index of the head in the sentence; -1 for the root.
    contractions : tuple of (int, int, str)
        First and last word of each multi-word token, as 'du' for 'de' and 'le', and how it is written.
    """

    identifier: str
    begins_document: bool
    text: str
    words: tuple[str, ...]
    tags: tuple[str, ...]
    relations: tuple[str, ...]
    spaces: tuple[bool, ...]
    heads: tuple[int, ...]
    contractions: tuple[tuple[int, int, str], ...] = ()


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Read the sentences of a treebank; empty nodes of enhanced graphs are left out."""
    content = path.read_bytes()
    text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
    for block in text.split("\n\n"):
        if block.strip():
            yield parse_sentence(block.strip("\n").split("\n"))


def read_documents(path: Path) -> Iterator[list[Sentence]]:
    """Read the documents of a treebank, each a list of sentences."""
    document: list[Sentence] = []
    for sentence in read_sentences(path):
        if sentence.begins_document and document:
            yield document
            document = []
        document.append(sentence)
    if document:
        yield document


def parse_sentence(lines: Sequence[str]) -> Sentence:
    r"""Read the lines of one sentence.

    Examples
    --------
    >>> lines = ["# text = Du pain", "1-2\tDu" + "\t_" * 8, "1\tDe\t_\tADP\t_\t_\t3\tcase\t_\t_",
    ...          "2\tle\t_\tDET\t_\t_\t3\tdet\t_\t_", "3\tpain\t_\tNOUN\t_\t_\t0\troot\t_\t_"]
    >>> sentence = parse_sentence(lines)
    >>> sentence.words, sentence.heads, sentence.contractions
    (('De', 'le', 'pain'), (2, 2, -1), ((0, 1, 'Du'),))
    """
    comments = dict(_comments(lines))
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    words = [row for row in rows if row[0].isdigit()]
    ranges = [_range(row) for row in rows if "-" in row[0]]
    spaces = [_has_space(row) for row in words]
    for first, last, row in ranges:
        spaces[first : last + 1] = [False] * (last - first) + [_has_space(row)]
    return Sentence(
        identifier=comments.get("sent_id", ""),
        begins_document=any(name.startswith("newdoc") for name in comments),
        text=comments.get("text", ""),
        words=tuple(row[1] for row in words),
        tags=tuple("X" if row[3] == "_" else row[3] for row in words),
        relations=tuple(row[7].split(":")[0] for row in words),
        spaces=tuple(spaces),
        heads=tuple(int(row[6]) - 1 for row in words),
        contractions=tuple((first, last, row[1]) for first, last, row in ranges),
    )


def _comments(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line.startswith("#"):
            name, _, value = line[1:].partition("=")
            yield name.strip(), value.strip()


def _range(row: Sequence[str]) -> tuple[int, int, Sequence[str]]:
    """Return first and last word of a multi-word token, counted from 0, and its row."""
    first, last = row[0].split("-")
    return int(first) - 1, int(last) - 1, row


def _has_space(row: Sequence[str]) -> bool:
    return "SpaceAfter=No" not in row[9]


def as_written(sentence: Sentence) -> Sentence:
    """Join the words of each contraction into the one word that is written.

    It gets the head and relation of its first part that hangs on another word, and the tag of its first part, or
    ADP if one of them is an adposition: French 'du' is tagged as 'de' is.

    Examples
    --------
    >>> sentence = Sentence("", False, "", ("De", "le", "pain"), ("ADP", "DET", "NOUN"),
    ...                     ("case", "det", "root"), (False, True, False), (2, 2, -1), ((0, 1, "Du"),))
    >>> joined = as_written(sentence)
    >>> joined.words, joined.tags, joined.heads
    (('Du', 'pain'), ('ADP', 'NOUN'), (1, -1))
    """
    if not sentence.contractions:
        return sentence
    members = _members(sentence)
    place = {word: index for index, (parts, _) in enumerate(members) for word in parts}
    place[ROOT] = ROOT
    chosen = [_attached_part(sentence, parts) for parts, _ in members]
    return Sentence(
        identifier=sentence.identifier,
        begins_document=sentence.begins_document,
        text=sentence.text,
        words=tuple(form for _, form in members),
        tags=tuple(_tag(sentence, parts) for parts, _ in members),
        relations=tuple(sentence.relations[word] for word in chosen),
        spaces=tuple(sentence.spaces[parts[-1]] for parts, _ in members),
        heads=tuple(place[sentence.heads[word]] for word in chosen),
    )


def _members(sentence: Sentence) -> list[tuple[range, str]]:
    """List the words as written: the words each is made of, and its form."""
    contracted = {first: (last, form) for first, last, form in sentence.contractions}
    members, word = [], 0
    while word < len(sentence.words):
        last, form = contracted.get(word, (word, sentence.words[word]))
        members.append((range(word, last + 1), form))
        word = last + 1
    return members


def _attached_part(sentence: Sentence, parts: range) -> int:
    return next((word for word in parts if sentence.heads[word] not in parts), parts[0])


def _tag(sentence: Sentence, parts: range) -> str:
    tags = [sentence.tags[word] for word in parts]
    return "ADP" if "ADP" in tags else tags[0]
