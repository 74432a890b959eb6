"""``statistics/<model>.json``: tokens, heads and flows over all documents, for the Corpus view."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import CountArray, PackedArray, VectorArray
from .base import AttentionKind, Payload, SequenceName
from .lens import TokenClass


class DocumentGroup(Payload):
    """Documents that statistics are over."""

    by: Literal["all", "label", "prediction"] = Field(
        description="All documents, those of one gold label, or those of one predicted class."
    )
    name: str | None = Field(description="The label or the class; null for all documents.")
    n_documents: int = Field(ge=1, description="Documents of the group that the model read.")


class TokenType(Payload):
    """A token of the vocabulary that statistics list."""

    token: str = Field(description="As the vocabulary spells it, e.g. '##ing', 'Ġthe'.")
    label: str = Field(description="In readable form: no markers, bytes decoded.")
    role: Literal["word", "punctuation", "special"] = Field(
        description="A token with a letter or a digit; one without; or one that the tokenizer added."
    )


class TokenScores(Payload):
    """One quantity that every token has for every head, over the documents of each group.

    Numbers are over the occurrences of a token in the documents of a group, 0 where it has none there.
    """

    quantity: Literal["self", "received"] = Field(
        description="'self' is the attention of a token to itself, A[i, i]; 'received' the mean over all queries of "
        "the attention that it is given, mean_i A[i, j]."
    )
    means: VectorArray = Field(description="Mean, axes (group, head, token).")
    deviations: PackedArray = Field(
        description="Standard deviation (divided by the number), axes (group, head, token)."
    )
    peaks: PackedArray = Field(description="Largest value, axes (group, head, token).")
    fuji: VectorArray = Field(
        description="Fuzzy Jaccard similarity of the heads by the means of the tokens that the group has, axes "
        "(group, head, head). For a single document it and the next three are of no group, and for more than 200 "
        "heads of the first group alone: their shapes begin with 0 or 1."
    )
    jaccard: VectorArray = Field(
        description="Jaccard similarity of the sets of their ten tokens of the largest means, likewise."
    )
    pearson: VectorArray = Field(
        description="Pearson correlation of their means, likewise; 0 where one of them is constant."
    )
    order: CountArray = Field(
        description="Heads such that those of like FUJI are neighbours, axes (group, rank)."
    )
    contexts: PackedArray = Field(description="The value at each of the contexts, axes (head, context).")


class PartStatistics(Payload):
    """Statistics of the tokens that one kind of attention reads."""

    kind: AttentionKind = Field(description="Kind of attention.")
    sequence: SequenceName = Field(description="The sequence that the tokens are of: the keys'.")
    heads: tuple[tuple[int, int], ...] = Field(description="Layer and head, in the order of the arrays.")
    n_types: int = Field(
        ge=1, description="Different tokens in the documents, those that are not listed too."
    )
    types: tuple[TokenType, ...] = Field(
        description="The most frequent tokens over all documents, the most frequent first."
    )
    counts: CountArray = Field(description="Occurrences, axes (group, token).")
    contexts: CountArray = Field(
        description="Some occurrences of every token, always the same of a corpus, axes (context, field); the "
        "fields are the place in `types`, the number of the document in the manifest, and the place in its sequence."
    )
    scores: tuple[TokenScores, ...] = Field(
        description="'self' and 'received'; only the latter for cross-attention."
    )


class FlowProfiles(Payload):
    """How attention flows to the root in every document, by classes of words: what makes documents alike.

    An edge leads from a token to one that it attends to by more than the threshold; it counts if a path of such edges
    leads to it from the root: the classification token of an encoder, the last token of a causal model or of a
    target.
    """

    threshold: float = Field(gt=0, lt=1, description="Attention must be above it.")
    classes: tuple[TokenClass, ...] = Field(description="Classes of tokens, in the order of their numbers.")
    heads: tuple[tuple[AttentionKind, int, int], ...] = Field(
        description="Kind, layer and head, in the order of their numbers."
    )
    documents: CountArray = Field(
        description="Numbers in the manifest of the documents, ascending, axes (document)."
    )
    starts: CountArray = Field(
        description="Place in `edges` of the first row of each document, axes (document)."
    )
    edges: CountArray = Field(
        description="Numbers of edges, axes (field, row); the fields are the number of the head, of the class that "
        "asks and of the class that answers, and the edges, which are never 0. Rows of a document ascend by the "
        "first three."
    )
    note: str | None = Field(
        description="What a reader must know: words without parts of speech, or documents that are left out "
        "because the author's window leaves their root out; null for nothing."
    )


class Statistics(Payload):
    """``statistics/<model>.json``: tokens, heads and flows of a model over all documents.

    References
    ----------
    Škrlj et al. 2020, "AttViz: Online exploration of self-attention for transparent neural language modeling".
    DeRose, Wang and Berger 2020, "Attention Flows: Analyzing and Comparing Attention Mechanisms in Language Models".
    """

    schema_version: Literal[1] = Field(description="Version of this contract.")
    model: str = Field(description="Key of the model in the manifest.")
    groups: tuple[DocumentGroup, ...] = Field(
        description="All documents first, then those of each gold label and of each predicted class, by name: of the "
        "twelve labels and the twelve classes that most documents have."
    )
    parts: tuple[PartStatistics, ...] = Field(description="One entry per kind of attention.")
    flows: FlowProfiles = Field(description="How attention flows to the root.")
