"""``lens/``: what queries, keys and values stand for over a corpus."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import CountArray, VectorArray
from .base import AttentionKind, Payload, Probability, SequenceName


class TokenClass(Payload):
    """A class of tokens: words of one part of speech, words of one relation, or one special token."""

    name: str = Field(
        description="Universal part of speech ('NOUN') or relation ('nsubj'), or the token itself ('[CLS]')."
    )
    role: Literal["pos", "relation", "special", "untagged"] = Field(
        description="A part of speech; a relation of dependency, of lenses only; a token that the tokenizer added; "
        "or a word that nobody tagged, and what is no word at all."
    )


class LensWord(Payload):
    """A word, or a special token, that stands for clusters."""

    text: str = Field(description="As in the text; in lower case for models that read no other.")
    word_class: int = Field(
        ge=0, description="Its class, as a place in `classes`; a word of two classes is listed twice."
    )


class LensText(Payload):
    """A passage of a text of the corpus that holds examples with some context."""

    id: str = Field(description="The document's id.")
    document: bool = Field(
        description="True if a page can show the examples in it: the text is a document of the export, whose window "
        "holds them."
    )
    segment: int = Field(ge=0, description="0 for the text, 1 for the second of a pair.")
    text: str = Field(description="What the corpus has there, or, of a target, what the model wrote.")


class LensSequence(Payload):
    """What was read of one side of the corpus."""

    sequence: SequenceName = Field(description="Side of the model that read it.")
    n_documents: int = Field(ge=1, description="Documents of the corpus.")
    n_tokens: int = Field(ge=1, description="Tokens of the corpus.")
    n_sampled: int = Field(ge=1, description="Tokens among them whose vectors were clustered.")
    generated: bool = Field(description="True if the model wrote any of it itself.")
    language: str | None = Field(description="Language it was tagged as; null if it was not.")
    tagger: str | None = Field(description="What tagged the words, with its version; null if nothing did.")
    classes: tuple[TokenClass, ...] = Field(description="Classes of tokens, in the order of the counts.")
    parser: str | None = Field(
        default=None,
        description="What said how words depend on others, with its version; null if nothing did.",
    )
    relations: tuple[TokenClass, ...] | None = Field(
        default=None,
        description="Classes of tokens by the universal relation of their word to the one that it depends on, "
        "without subtypes, in the order of the counts; null without a parser.",
    )
    words: tuple[LensWord, ...] = Field(
        description="Words that clusters list, in the order of their numbers."
    )
    texts: tuple[LensText, ...] = Field(description="Passages that examples are in.")
    examples: CountArray = Field(
        description="Tokens that clusters list as examples, axes (example, field); the fields are the passage, the "
        "token's place in what the export keeps of its sequence, and the first character and the one after the last "
        "(code points) of its word in the passage."
    )


class ClusterSketch(Payload):
    """A cluster in a few words."""

    cluster: int = Field(ge=0, description="Its number.")
    size: int = Field(ge=1, description="Vectors in it.")
    classes: tuple[tuple[int, Probability], ...] = Field(
        description="Its largest classes, three at most, and their shares, the largest first."
    )
    words: tuple[int, ...] = Field(description="Its most frequent words, three at most.")


class HeadSketch(Payload):
    """A head in a few words: the pair of clusters whose centroids have the largest inner product.

    Clusters of special tokens and those with less than a hundredth of the vectors are left out where others exist.
    """

    kind: AttentionKind = Field(description="Kind of attention.")
    layer: int = Field(ge=0, description="Number of the layer in the model.")
    head: int = Field(ge=0, description="Number of the head in the layer.")
    query: ClusterSketch = Field(description="The cluster that asks.")
    key: ClusterSketch = Field(description="The cluster that answers.")
    similarity: float = Field(description="Inner product of the two centroids.")
    scaled: float = Field(description="The same, scaled as the model scales its scores.")
    spread: float = Field(
        ge=0,
        description="Standard deviation of the scaled inner products of the head, each pair weighted by the sizes of "
        "its clusters: how much the head tells classes of words apart.",
    )


class LensIndex(Payload):
    """``lens/<model>/index.json``: the corpus behind the lens, and every head in a few words."""

    schema_version: Literal[1] = Field(description="Version of this contract.")
    model: str = Field(description="Key of the model in the manifest.")
    sequences: tuple[LensSequence, ...] = Field(description="Source, and target where the model has one.")
    heads: tuple[HeadSketch, ...] = Field(description="Every head, by kind, layer and number.")
    notes: tuple[str, ...] = Field(
        description="What a reader must know: fewer clusters than asked for, no tags."
    )


class ClusterSet(Payload):
    """Clusters of the vectors of one role (query, key or value) in one layer, the largest first.

    Heads may have different numbers of clusters: arrays are as long as the most need, and zero where a head has no
    such cluster.
    """

    n_clusters: tuple[int, ...] = Field(description="Clusters of each head.")
    inertia: tuple[float, ...] = Field(
        description="Mean over the vectors of each head of the squared distance to their centroid."
    )
    sizes: CountArray = Field(description="Vectors per cluster, axes (head, cluster).")
    centroids: VectorArray = Field(description="Mean vectors, axes (head, cluster, dim).")
    classes: CountArray = Field(description="Vectors per class of token, axes (head, cluster, class).")
    relations: CountArray | None = Field(
        default=None,
        description="Vectors per class of token by relation, axes (head, cluster, relation); null without a parser.",
    )
    deciles: CountArray = Field(
        description="Vectors per tenth of their sequence, axes (head, cluster, decile): token i of n is in tenth "
        "floor(10 * i / n)."
    )
    positions: CountArray = Field(
        description="Vectors per place in their sequence, axes (head, cluster, place): tokens 0 to 30, then the rest."
    )
    frequent: CountArray = Field(
        description="The most frequent words, axes (head, cluster, rank, field); the fields are the word and its "
        "count in the cluster, which is 0 past the last."
    )
    distinctive: CountArray = Field(
        description="The most distinctive words, likewise: by the z-score of their log-odds against the head's other "
        "clusters, with an informative Dirichlet prior (Monroe et al. 2008)."
    )
    z_scores: VectorArray = Field(
        description="Z-scores of the distinctive words, axes (head, cluster, rank)."
    )
    examples: CountArray = Field(
        description="Places in the list of examples, counted from 1, axes (head, cluster, rank); 0 past the last."
    )


class LensLayer(Payload):
    """``lens/<model>/<kind>-<layer>.json``: what the queries, keys and values of a layer stand for over a corpus.

    References
    ----------
    Park et al. 2019, "SANVis: Visual Analytics for Understanding Self-Attention Networks".
    """

    schema_version: Literal[1] = Field(description="Version of this contract.")
    model: str = Field(description="Key of the model in the manifest.")
    kind: AttentionKind = Field(description="Kind of attention.")
    layer: int = Field(ge=0, description="Number of the layer in the model.")
    query_sequence: SequenceName = Field(description="Side that queries are from.")
    key_sequence: SequenceName = Field(description="Side that keys and values are from.")
    heads: tuple[int, ...] = Field(description="Numbers of the heads, in the order of the arrays.")
    key_heads: tuple[int, ...] = Field(
        description="For each head, the index of its key and value head along the first axis of their arrays."
    )
    rotated: bool = Field(
        description="True if queries and keys could only be had after a rotation by position."
    )
    scaling: float = Field(description="Factor on the inner products in the model's scores.")
    query: ClusterSet = Field(description="Clusters of queries, one entry per head.")
    key: ClusterSet = Field(description="Clusters of keys, one entry per key head.")
    value: ClusterSet = Field(description="Clusters of values, one entry per key head.")
    similarity: VectorArray = Field(
        description="Inner products of the centroids, axes (head, query cluster, key cluster)."
    )
    query_order: CountArray = Field(
        description="Query clusters such that like rows of the similarities are neighbours, axes (head, rank)."
    )
    key_order: CountArray = Field(description="Key clusters such that like columns are, axes (head, rank).")
    written: CountArray = Field(
        description="Tokens per cluster of their key and cluster of their value, axes (key_head, key cluster, value "
        "cluster): which keys are read, and what is then written."
    )
