"""What an export says of a document and of all documents together, beside the attention itself."""

from __future__ import annotations

from attlas.precompute.contract import SCHEMA_VERSION, Corpus, ModelRun, RunSummary
from attlas.precompute.patterns import PatternSums, corpus_patterns

from .documents import SourceDocument
from .predict import summary


def document_fields(document: SourceDocument) -> dict[str, object]:
    """Give the fields of a document's payload, all but the runs."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "text_b": document.text_b,
        "target": document.target,
        "label": document.label,
    }


def run_summary(run: ModelRun) -> RunSummary:
    """Give what the document table shows of a run."""
    label, probability = (run.continuation.text, None) if run.continuation else summary(run.prediction)
    sequences = [sequence for sequence in (run.source, run.target) if sequence]
    return RunSummary(
        n_tokens=len(run.source.tokens),
        n_target_tokens=len(run.target.tokens) if run.target else None,
        n_truncated=sum(sequence.n_truncated for sequence in sequences),
        prediction=label,
        probability=probability,
    )


def corpus_of(model: str, patterns: PatternSums) -> Corpus:
    """Give what a model does over all documents.

    Parameters
    ----------
    model : str
        Key of the model in the manifest.
    patterns : PatternSums
        The sum over all of them.
    """
    return Corpus(
        schema_version=SCHEMA_VERSION,
        model=model,
        n_documents=patterns.n_documents,
        patterns=corpus_patterns(patterns),
    )
