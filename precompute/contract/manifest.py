"""What an export holds, and how it was made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import AttentionKind, Payload, Probability, ViewName


class ModelFile(Payload):
    """A file the model was loaded from."""

    name: str = Field(description="File name inside the model's folder.")
    n_bytes: int = Field(ge=0, description="Size in bytes.")
    sha256: str = Field(description="SHA-256 of the content, hexadecimal.")


class AttentionShape(Payload):
    """How much attention of one kind the model has, kept or not."""

    kind: AttentionKind = Field(description="Kind of attention.")
    n_layers: int = Field(ge=1, description="Layers the model has; those without full attention count too.")
    n_heads: int = Field(ge=1, description="Query heads per layer (the largest number, if layers differ).")
    n_key_heads: int | None = Field(
        description="Key and value heads; fewer with grouped queries; null if unknown."
    )
    head_dim: int | None = Field(description="Length of a query vector; null if unknown.")


class ModelInfo(Payload):
    """A model, and how its attention was read."""

    key: str = Field(description="Short name used in files and links: 'm0', 'm1', …")
    label: str = Field(description="Name shown to the reader.")
    name: str = Field(description="Hub name, or the name of the folder it was loaded from.")
    revision: str | None = Field(description="Revision asked for; null for the default and for folders.")
    commit: str | None = Field(description="Commit of the hub repository it came from; null for folders.")
    architecture: str = Field(description="Class of the loaded model, e.g. 'BertModel'.")
    model_type: str = Field(description="Family name of the config, e.g. 'bert'.")
    n_parameters: int = Field(ge=0, description="Number of parameters.")
    dtype: str = Field(description="Type the weights were run in, e.g. 'float32'.")
    files: tuple[ModelFile, ...] = Field(description="Files of the folder it was loaded from, by name.")
    tokenizer: str = Field(description="Fingerprint of the tokenizer; equal for tokenizers that agree.")
    attention: tuple[AttentionShape, ...] = Field(description="One entry per kind of attention.")
    captured_by: Literal["interface", "softmax", "outputs", "tensors", "vectors"] = Field(
        description="Where attention was read: the attention interface, the softmax call, or the model's outputs; or "
        "arrays that were given, of attention or of one number per token."
    )
    vectors: bool = Field(description="True if query, key and value vectors can be had from this model.")
    vectors_note: str | None = Field(description="Why there are none; null if there are.")


class Library(Payload):
    """Version of a library that can change the numbers."""

    name: str = Field(description="Distribution name.")
    version: str = Field(description="Installed version.")


class WordSettings(Payload):
    """What gave words their parts of speech in statistics and comparisons."""

    language: str | None = Field(description="Language of the texts, as a code; null if nothing tagged them.")
    tagger: str | None = Field(description="What tagged their words, with its version; null likewise.")
    target_language: str | None = Field(description="Language of the targets, likewise.")
    target_tagger: str | None = Field(description="What tagged the words of the targets, likewise.")


class LensSettings(Payload):
    """What the author asked for in the lens."""

    corpus_sha256: str | None = Field(
        description="SHA-256 over the corpus as it was read, hexadecimal; null for the documents themselves."
    )
    n_tokens: int = Field(ge=1, description="Most tokens per side whose vectors are clustered.")
    n_clusters: int | None = Field(
        description="Clusters asked for; null to choose by the bend of the inertia between 4 and 24."
    )
    language: str | None = Field(
        description="Language of the texts, as a code; null if nothing can tag them."
    )
    target_language: str | None = Field(description="Language of the targets, likewise.")
    spacy_model: str | None = Field(
        description="spaCy pipeline asked for, with its version; null for attlas's own."
    )


class ExportSettings(Payload):
    """What the author asked for; two exports with equal settings and inputs are equal byte by byte."""

    models: tuple[str, ...] = Field(
        description="Models as given on the command line, without folders before them."
    )
    layers: tuple[int, ...] | None = Field(
        description="Layers asked for, negative ones from the end; null for all."
    )
    heads: tuple[int, ...] | None = Field(description="Heads asked for; null for all.")
    window: str | None = Field(
        default=None,
        description="Tokens of the source that are kept, as in a slice: '0:128', '-64:'. Null for all.",
    )
    views: tuple[ViewName, ...] = Field(
        default=("heads", "model"), description="Views whose data the author asked for."
    )
    generate: int | None = Field(
        default=None,
        description="Tokens that causal models were to write after each document; null for none.",
    )
    max_tokens: int | None = Field(description="Longest sequence; null for the model's own limit.")
    dtype: str = Field(description="Type of the weights.")
    device: str = Field(description="Type of device the models ran on: 'cpu', 'cuda', 'mps'.")
    batch_size: int | None = Field(description="Documents per batch; null for automatic.")
    revision: str | None = Field(description="Revision of the models; null for their default.")
    trust_remote_code: bool = Field(description="Whether code from the hub was allowed to run.")
    documents_sha256: str = Field(description="SHA-256 over all documents as they were read, hexadecimal.")
    words: WordSettings | None = Field(
        default=None,
        description="How words were tagged in statistics; null for words without parts of speech.",
    )
    lens: LensSettings | None = Field(default=None, description="How the lens was made; null without one.")


class ModelOrigin(Payload):
    """Where a model comes from, known before it is loaded."""

    label: str = Field(description="Name shown to the reader.")
    name: str = Field(description="Hub name, or the name of the folder it is loaded from.")
    commit: str | None = Field(description="Commit of the hub repository; null for folders.")
    files: tuple[ModelFile, ...] = Field(description="Files of a folder, by name; empty for the hub.")


class ExportPlan(Payload):
    """``plan.json``: what an unfinished export will hold; it is there only until the manifest is written."""

    schema_version: Literal[1] = Field(description="Version of this contract.")
    attlas: str = Field(description="Version of attlas that began the export.")
    libraries: tuple[Library, ...] = Field(description="Libraries that can change the numbers, by name.")
    settings: ExportSettings = Field(description="What was asked for.")
    models: tuple[ModelOrigin, ...] = Field(description="The models, in the order given.")


class RunSummary(Payload):
    """What the document table shows of one model's run."""

    n_tokens: int = Field(ge=0, description="Tokens of the source.")
    n_target_tokens: int | None = Field(description="Tokens of the target; null if there is none.")
    n_truncated: int = Field(ge=0, description="Tokens cut off, source and target together.")
    prediction: str | None = Field(
        description="Best class or token, or the text that the model wrote; null if there is none."
    )
    probability: Probability | None = Field(description="Its probability; null for generated text.")


class CorpusEntry(Payload):
    """A corpus file's line in the manifest."""

    model: str = Field(description="Key of the model it is about.")
    file: str = Field(description="The file, relative to the export's folder.")


class LensEntry(Payload):
    """A layer of a model's lens, as a part of its line in the manifest."""

    kind: AttentionKind = Field(description="Kind of attention.")
    layer: int = Field(ge=0, description="Number of the layer in the model.")
    file: str = Field(description="Its file, relative to the export's folder.")


class LensIndexEntry(Payload):
    """A model's lens, as a line in the manifest."""

    model: str = Field(description="Key of the model it is about.")
    file: str = Field(description="Its index, relative to the export's folder.")
    layers: tuple[LensEntry, ...] = Field(description="Its layers' files, by kind and number.")


class ComparisonEntry(Payload):
    """A comparison's line in the manifest."""

    models: tuple[str, str] = Field(description="Keys of the models that it is about.")
    file: str = Field(description="The file, relative to the export's folder.")


class UncomparedEntry(Payload):
    """Two models of which there is no comparison."""

    models: tuple[str, str] = Field(description="Keys of the models.")
    reason: str = Field(description="Why there is none, as the end of a sentence.")


class DocumentEntry(Payload):
    """A document's line in the manifest."""

    id: str = Field(description="The document's id.")
    file: str = Field(description="Its file, relative to the export's folder.")
    title: str | None = Field(description="The author's title.")
    label: str | None = Field(description="The gold label.")
    excerpt: str = Field(description="Beginning of the text, at most 160 characters, line breaks as spaces.")
    runs: tuple[RunSummary | None, ...] = Field(
        description="One per model, in the order of the manifest; null for a model that did not read the document, "
        "which happens in a page of several exports."
    )


class Contents(Payload):
    """What an export, or a page, lists of what it holds."""

    models: tuple[ModelInfo, ...] = Field(description="The models, in the order given.")
    documents: tuple[DocumentEntry, ...] = Field(description="The documents, in reading order.")
    corpus: tuple[CorpusEntry, ...] = Field(
        default=(),
        description="What was computed over all documents; at most one file per model, in their order.",
    )
    statistics: tuple[CorpusEntry, ...] = Field(
        default=(),
        description="Tokens, heads and flows over all documents; at most one file per model, in their order.",
    )
    comparisons: tuple[ComparisonEntry, ...] = Field(
        default=(),
        description="Pairs of models over all documents that they read as the same tokens, in the models' order.",
    )
    uncompared: tuple[UncomparedEntry, ...] = Field(
        default=(),
        description="Pairs of models of one export that cannot be compared over any document.",
    )
    lens: tuple[LensIndexEntry, ...] = Field(
        default=(),
        description="Clusters of vectors over a corpus; at most one entry per model, in their order.",
    )


class Manifest(Contents):
    """``manifest.json``: what an export holds. It is written last, so its presence says that the export is whole."""

    schema_version: Literal[1] = Field(description="Version of this contract.")
    attlas: str = Field(description="Version of attlas that wrote the export.")
    libraries: tuple[Library, ...] = Field(description="Libraries that can change the numbers, by name.")
    settings: ExportSettings = Field(description="What was asked for.")

    @property
    def files(self) -> list[str]:
        """All files that it lists, by their paths in the export."""
        listed = (self.documents, self.corpus, self.statistics, self.comparisons, self.lens)
        layers = [layer.file for entry in self.lens for layer in entry.layers]
        return [entry.file for entries in listed for entry in entries] + layers
