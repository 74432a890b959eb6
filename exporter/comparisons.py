"""Every two models of an export compared, once all of them have read all documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from attlas.precompute.comparison import ComparisonSums, comparison, same_tokens
from attlas.precompute.contract import Document, ModelInfo, UncomparedEntry

from .speech.documents import DocumentClasses
from .speech.tags import WordReader
from .store import ExportStore

GROUP_DOCUMENTS, GROUP_BYTES = 64, 2**22
"""Documents that are read back together, at most, and bytes of their files."""


def compare_models(
    models: Sequence[ModelInfo],
    files: Sequence[str],
    readers: tuple[WordReader, WordReader],
    store: ExportStore,
) -> tuple[UncomparedEntry, ...]:
    """Compare every two models over the documents that they read as the same tokens, and store what came of it.

    Documents are read back a few at a time, so memory holds a few numbers of each.

    Parameters
    ----------
    models : sequence of ModelInfo
        The models, in the order given.
    files : sequence of str
        Files of the documents, in reading order.
    readers : (WordReader, WordReader)
        What reads the words of texts and of targets.

    Returns
    -------
    tuple of UncomparedEntry
        Pairs that have no document in common.
    """
    pairs = {pair: ComparisonSums() for pair in combinations(range(len(models)), 2)}
    classes = DocumentClasses(readers)
    for group in _groups(files if pairs else (), store):
        _add(pairs, {number: store.read_document(file) for number, file in group.items()}, classes)
    uncompared = []
    for (first, second), sums in pairs.items():
        own, other = models[first], models[second]
        if not sums.documents:
            uncompared.append(UncomparedEntry(models=(own.key, other.key), reason=_reason(own, other)))
            continue
        flows = (store.read_statistics(own.key).flows, store.read_statistics(other.key).flows)
        store.put_comparison(
            comparison((own.key, other.key), sums, flows, classes.classes, note=classes.note)
        )
    return tuple(uncompared)


def _groups(files: Sequence[str], store: ExportStore) -> Iterator[dict[int, str]]:
    """Group documents that are read together: a tagger takes as long over one short text as over ten."""
    group: dict[int, str] = {}
    n_bytes = 0
    for number, file in enumerate(files):
        group[number] = file
        n_bytes += store.document_bytes(file)
        if n_bytes > GROUP_BYTES or len(group) == GROUP_DOCUMENTS:
            yield group
            group, n_bytes = {}, 0
    if group:
        yield group


def _add(
    pairs: Mapping[tuple[int, int], ComparisonSums],
    documents: Mapping[int, Document],
    classes: DocumentClasses,
) -> None:
    """Add documents to the pairs of models that read them as the same tokens; only what is needed is classified."""
    shared = [
        (number, pair)
        for number, document in documents.items()
        for pair in pairs
        if same_tokens(*(document.runs[model] for model in pair))
    ]
    wanted = sorted({(number, first) for number, (first, _) in shared})
    found = classes.of(
        [documents[number] for number, _ in wanted],
        [documents[number].runs[first] for number, first in wanted],
    )
    classified = dict(zip(wanted, found, strict=True))
    for number, (first, second) in shared:
        runs = documents[number].runs
        pairs[first, second].add(number, runs[first], runs[second], classified[number, first])


def _reason(first: ModelInfo, second: ModelInfo) -> str:
    if first.tokenizer != second.tokenizer:
        return "their tokenizers differ, and no document is the same tokens to both"
    if not {shape.kind for shape in first.attention} & {shape.kind for shape in second.attention}:
        return "they have no kind of attention in common"
    return "no document is the same tokens to both with heads that both have"
