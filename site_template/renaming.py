"""What names documents and models by the numbers of its export, with those that they have in the page."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from attlas.precompute.codec import decode_counts, encode_counts
from attlas.precompute.contract import Comparison, CountArray, Statistics

DOCUMENT_FIELD = 1
"""Which number of a context is the document's."""


def renamed_statistics(statistics: Statistics, keys: Mapping[str, str], n_before: int) -> Statistics:
    """Name the model and the documents of statistics as in the page.

    Parameters
    ----------
    keys : mapping of str to str
        Keys in the page by those in the export.
    n_before : int
        Documents of the page before the first of the export.
    """
    update: dict[str, object] = {"model": keys[statistics.model]}
    if n_before:
        flows = statistics.flows
        update["parts"] = tuple(
            part.model_copy(update={"contexts": _contexts_of_page(part.contexts, n_before)})
            for part in statistics.parts
        )
        update["flows"] = flows.model_copy(update={"documents": _of_page(flows.documents, n_before)})
    return statistics.model_copy(update=update)


def renamed_comparison(comparison: Comparison, keys: Mapping[str, str], n_before: int) -> Comparison:
    """Name the models and the documents of a comparison as in the page.

    Parameters
    ----------
    keys : mapping of str to str
        Keys in the page by those in the export.
    n_before : int
        Documents of the page before the first of the export.
    """
    first, second = comparison.models
    update: dict[str, object] = {"models": (keys[first], keys[second])}
    if n_before:
        update["documents"] = _of_page(comparison.documents, n_before)
    return comparison.model_copy(update=update)


def _of_page(documents: CountArray, n_before: int) -> CountArray:
    return encode_counts(decode_counts(documents) + n_before)


def _contexts_of_page(contexts: CountArray, n_before: int) -> CountArray:
    fields = decode_counts(contexts)
    return encode_counts(fields + n_before * np.eye(1, fields.shape[1], DOCUMENT_FIELD, dtype=np.int64))
