"""The lens, end to end, on tiny models: what it is over, what it holds, and going on where it stopped."""

import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
import spacy
import torch
from transformers import AutoModel, AutoTokenizer

from attlas.exporter.capture.capturing import plan_capture
from attlas.exporter.job import Job
from attlas.exporter.lens.collect import collect_vectors
from attlas.exporter.memory import export_model
from attlas.exporter.progress import Silent
from attlas.exporter.run import export
from attlas.exporter.store import ExportStore
from attlas.exporter.tagger import load_pipeline
from attlas.precompute.codec import decode_counts, decode_vectors
from attlas.precompute.contract import Document, LensIndex, LensLayer, Manifest
from attlas.precompute.errors import AttlasError
from tiny import N_HEADS, save_tiny, tiny_model
from tiny_tokenizers import tiny_tokenizer

DOCUMENTS = [
    {"text": "The dog did not see the cat.", "id": "one"},
    {"text": "Who fed the cat?", "text_b": "Maria fed the cat.", "id": "pair"},
]
CORPUS = [
    *({"text": f"The {a} {verb} the {b}.", "id": f"{a} {verb} {b}"}
      for a in ("cat", "dog", "man") for b in ("cat", "dog", "man") for verb in ("fed", "saw", "did not see")),
    DOCUMENTS[0],
]  # fmt: skip
TRANSLATED = [
    {**each, "target": "Le chat dort."} if number % 2 else each for number, each in enumerate(CORPUS)
]
OPTIONS = {"clusters": 5, "language": "en", "lens": CORPUS}


class Notes(Silent):
    def __init__(self):
        self.lines, self.n_runs, self.n_done = [], 0, 0

    def begin(self, *, n_runs, n_bytes):
        self.n_runs = n_runs

    def advance(self, n_runs):
        self.n_done += n_runs

    def note(self, message):
        self.lines.append(message)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    root = tmp_path_factory.mktemp("models")
    families = {"bert": None, "llama": "next_token", "marian": "generated"}
    return {family: save_tiny(root / family, family, task) for family, task in families.items()}


def read(folder):
    """Give manifest, documents by id, indexes by model, and layers by model, kind and number."""
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    documents = {
        entry.id: Document.model_validate_json((folder / entry.file).read_bytes())
        for entry in manifest.documents
    }
    indexes = {
        each.model: LensIndex.model_validate_json((folder / each.file).read_bytes()) for each in manifest.lens
    }
    layers = {
        (each.model, layer.kind, layer.layer): LensLayer.model_validate_json(
            (folder / layer.file).read_bytes()
        )
        for each in manifest.lens
        for layer in each.layers
    }
    return manifest, documents, indexes, layers


def run(model, output, documents=DOCUMENTS[:1], **options):
    export([str(model)], documents, output, **(OPTIONS | options))
    return read(output)


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_layer_and_head_has_clusters(models, tmp_path):
    _, _, indexes, layers = run(models["bert"], tmp_path / "x")
    assert [*layers] == [("m0", "encoder", 0), ("m0", "encoder", 1)]
    (side,) = indexes["m0"].sequences
    assert (side.n_documents, side.n_sampled) == (len(CORPUS), side.n_tokens)
    assert (side.language, side.generated) == ("en", False)
    assert {"DET", "NOUN", "VERB", "PUNCT"} <= {each.name for each in side.classes}
    assert [(head.layer, head.head) for head in indexes["m0"].heads] == [
        (layer, head) for layer in range(2) for head in range(N_HEADS)
    ]
    for layer in layers.values():
        for found in (layer.query, layer.key, layer.value):
            assert found.n_clusters == (5,) * N_HEADS
            assert decode_counts(found.sizes).sum(axis=1).tolist() == [side.n_sampled] * N_HEADS


def test_centroids_are_means_of_the_models_own_queries(models, tmp_path):
    _, _, _, layers = run(models["bert"], tmp_path / "x")
    model = AutoModel.from_pretrained(models["bert"]).eval()
    tokenizer = AutoTokenizer.from_pretrained(models["bert"])
    queries = []
    hook = model.encoder.layer[1].attention.self.query
    hook.register_forward_hook(lambda module, args, output: queries.append(output[0]))
    with torch.no_grad():
        for each in CORPUS:
            model(**tokenizer(each["text"], return_tensors="pt"))
    own = torch.cat(queries).reshape(-1, N_HEADS, 8).numpy()
    found = layers["m0", "encoder", 1].query
    sizes, centroids = decode_counts(found.sizes), decode_vectors(found.centroids)
    for head in range(N_HEADS):
        np.testing.assert_allclose(
            (sizes[head, :, np.newaxis] * centroids[head]).sum(0) / sizes[head].sum(),
            own[:, head].mean(0),
            atol=1e-3,
        )


def test_tokens_of_a_document_are_in_the_clusters_of_their_own_vectors(models, tmp_path):
    """A document that is in the corpus too has its tokens where k-means put them: counts of examples show it."""
    _, documents, indexes, layers = run(models["bert"], tmp_path / "x", lens_tokens=10**6)
    source = documents["one"].runs[0].source
    texts = indexes["m0"].sequences[0].texts
    examples = decode_counts(indexes["m0"].sequences[0].examples)
    layer = layers["m0", "encoder", 0]
    assigned = decode_counts(documents["one"].runs[0].attention[0].layers[0].lens.query)
    listed = decode_counts(layer.query.examples)
    seen = 0
    for head in range(N_HEADS):
        for number in range(5):
            for text, place, start, end in (examples[one - 1] for one in listed[head, number] if one):
                if texts[text].id == "one":
                    assert texts[text].document
                    assert assigned[head, place] == number
                    word = DOCUMENTS[0]["text"][start:end]
                    assert word == "" if source.special[place] else source.labels[place] in word
                    seen += 1
    assert seen


def test_relations_are_those_of_spacy_by_hand(models, tmp_path):
    """Tokens are in the cluster nearest to them; a piece has the relation of the word that it begins in."""
    _, documents, indexes, layers = run(models["bert"], tmp_path / "x", CORPUS[:9], lens=CORPUS[:9])
    parse, (side,) = load_pipeline("en", parse=True), indexes["m0"].sequences
    assert (side.parser, side.parser[:6]) == (side.tagger, "attlas")
    names = [each.name for each in side.relations]
    assert {"det", "nsubj", "root", "obj", "punct", "[CLS]", "[SEP]"} <= set(names)
    for role in ("query", "key", "value"):
        counts = np.zeros_like(decode_counts(getattr(layers["m0", "encoder", 1], role).relations))
        for document in documents.values():
            source, words = document.runs[0].source, parse(document.text)
            clusters = decode_counts(getattr(document.runs[0].attention[0].layers[1].lens, role))
            for place, (token, start) in enumerate(zip(source.tokens, source.starts, strict=True)):
                own = [word.dep_ for word in words if word.idx <= start < word.idx + len(word)]
                name = token if source.special[place] else own[0].lower().split(":")[0]
                counts[np.arange(N_HEADS), clusters[:, place], names.index(name)] += 1
        found = decode_counts(getattr(layers["m0", "encoder", 1], role).relations)
        np.testing.assert_array_equal(found, counts)


def test_examples_of_texts_that_are_no_documents_say_so(models, tmp_path):
    _, _, indexes, _ = run(models["bert"], tmp_path / "x")
    for text in indexes["m0"].sequences[0].texts:
        assert text.document == (text.id == "one")


def test_grouped_heads_have_their_keys_once_and_before_rotation(models, tmp_path):
    _, documents, _, layers = run(models["llama"], tmp_path / "x", heads=(1, 3), layers=(1,))
    layer = layers["m0", "decoder", 1]
    assert [*layers] == [("m0", "decoder", 1)]
    assert (layer.heads, layer.key_heads, layer.rotated) == ((1, 3), (0, 1), False)
    assert (len(layer.query.n_clusters), len(layer.key.n_clusters)) == (2, 2)
    lens = documents["one"].runs[0].attention[0].layers[0].lens
    n_tokens = len(documents["one"].runs[0].source.tokens)
    assert (lens.query.shape, lens.key.shape) == ((2, n_tokens), (2, n_tokens))


def test_rotation_that_cannot_be_undone_is_said(models, tmp_path, monkeypatch):
    monkeypatch.setattr("attlas.exporter.capture.unrotated.ROTATION", "no_such_function")
    _, _, indexes, layers = run(models["llama"], tmp_path / "x")
    assert [layer.rotated for layer in layers.values()] == [True, True]
    assert any("after rotation by position" in note for note in indexes["m0"].notes)


def test_cross_attention_asks_from_the_target(models, tmp_path):
    _, documents, indexes, layers = run(
        models["marian"], tmp_path / "x", lens=TRANSLATED, target_language="fr", max_tokens=30
    )
    source, target = indexes["m0"].sequences
    assert (source.sequence, target.sequence) == ("source", "target")
    assert (source.generated, target.generated) == (False, True)
    assert {kind for _, kind, _ in layers} == {"encoder", "decoder", "cross"}
    cross = layers["m0", "cross", 0]
    assert (cross.query_sequence, cross.key_sequence) == ("target", "source")
    assert decode_counts(cross.query.sizes).sum(axis=1).tolist() == [target.n_sampled] * N_HEADS
    assert decode_counts(cross.value.sizes).sum(axis=1).tolist() == [source.n_sampled] * N_HEADS
    assert cross.query.classes.shape[-1] == len(target.classes)
    assert cross.key.classes.shape[-1] == len(source.classes)
    given = [text for text in target.texts if text.text == "Le chat dort."]
    assert given
    assert {"NOUN", "DET"} <= {each.name for each in target.classes}
    run_ = documents["one"].runs[0]
    kinds = {attention.kind: attention.layers[0].lens for attention in run_.attention}
    assert kinds["cross"].query.shape == (N_HEADS, len(run_.target.tokens))
    assert kinds["cross"].key.shape == (N_HEADS, len(run_.source.tokens))


def test_both_texts_of_a_pair_are_read(models, tmp_path):
    _, _, indexes, _ = run(models["bert"], tmp_path / "x", DOCUMENTS, lens=None, views=["lens"])
    texts = {(text.id, text.segment): text.text for text in indexes["m0"].sequences[0].texts}
    assert texts["pair", 1] == "Maria fed the cat."
    assert texts["pair", 0] == "Who fed the cat?"


def test_a_window_cuts_what_documents_say_and_not_the_lens(models, tmp_path):
    _, whole, _, layers = run(models["bert"], tmp_path / "x")
    _, cut, index, same = run(models["bert"], tmp_path / "y", window=(2, 6))
    assert layers == same
    for name in ("query", "key", "value"):
        one, other = (
            decode_counts(getattr(each["one"].runs[0].attention[0].layers[1].lens, name))
            for each in (whole, cut)
        )
        np.testing.assert_array_equal(one[:, 2:6], other)
    assert_examples_name_their_words(index["m0"].sequences[0], cut)


@pytest.mark.parametrize("window", [(None, 6), (-3, None), (1, -1)])
def test_examples_are_found_in_what_a_window_keeps(models, tmp_path, window):
    _, cut, index, _ = run(models["bert"], tmp_path / "y", window=window)
    assert_examples_name_their_words(index["m0"].sequences[0], cut)


def test_no_example_can_be_opened_where_the_window_depends_on_what_is_written(models, tmp_path):
    _, _, index, _ = run(models["llama"], tmp_path / "x", window=(-4, None), generate=2)
    assert not any(text.document for text in index["m0"].sequences[0].texts)
    _, cut, index, _ = run(models["llama"], tmp_path / "y", window=(0, 4), generate=2)
    assert_examples_name_their_words(index["m0"].sequences[0], cut)


def assert_examples_name_their_words(side, documents):
    """See that the token which an example leads to in its document is of the example's word."""
    n_shown = 0
    for place, token, start, end in decode_counts(side.examples):
        passage = side.texts[place]
        if passage.document and start < end:
            source = documents[passage.id].runs[0].source
            assert source.labels[token].lower() in passage.text[start:end].lower()
            n_shown += 1
    assert n_shown > 0


def test_a_sample_bounds_the_tokens(models, tmp_path):
    _, _, indexes, layers = run(models["bert"], tmp_path / "x", lens_tokens=50)
    (side,) = indexes["m0"].sequences
    assert side.n_sampled == 50 < side.n_tokens
    assert decode_counts(layers["m0", "encoder", 0].key.sizes).sum() == 50 * N_HEADS


def test_the_order_of_the_corpus_changes_no_count_of_the_sample(models, tmp_path):
    _, _, one, _ = run(models["bert"], tmp_path / "x", lens_tokens=50)
    _, _, other, _ = run(models["bert"], tmp_path / "y", lens_tokens=50, lens=CORPUS[::-1])
    assert one["m0"].sequences[0].classes == other["m0"].sequences[0].classes
    assert {text.id for text in one["m0"].sequences[0].texts} == {
        text.id for text in other["m0"].sequences[0].texts
    }


DEGENERATE = {
    "one word": ["cat"] * 3,
    "one sentence over and over": ["The cat sat."] * 70,
    "fewer tokens than clusters": ["cat"],
}


@pytest.mark.parametrize("texts", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("clusters", [16, "auto"])
@pytest.mark.filterwarnings("error::sklearn.exceptions.ConvergenceWarning", "error::RuntimeWarning")
def test_corpora_with_little_in_them_give_fewer_clusters_and_a_note(models, tmp_path, texts, clusters):
    notes = Notes()
    _, _, indexes, layers = run(
        models["bert"],
        tmp_path / "x",
        lens=[{"text": text} for text in texts],
        clusters=clusters,
        progress=notes,
    )
    n_different = decode_counts(layers["m0", "encoder", 0].query.sizes).shape[1]
    assert 1 <= n_different < 16
    said = "fewer than 16 clusters" if clusters == 16 else "no choice up to 24 clusters"
    (note,) = (note for note in indexes["m0"].notes if said in note)
    assert note.startswith(f"{2 * N_HEADS * 3} times")
    assert any(note in line for line in notes.lines)
    assert len(indexes["m0"].heads) == 2 * N_HEADS


def test_an_unknown_language_gives_words_without_tags_and_a_note(models, tmp_path):
    manifest, _, indexes, _ = run(models["bert"], tmp_path / "x", language="tlh")
    (side,) = indexes["m0"].sequences
    assert (side.language, side.tagger) == (None, None)
    assert {each.role for each in side.classes} == {"special", "untagged"}
    assert (side.parser, side.relations) == (None, None)
    assert any("'tlh'" in note for note in indexes["m0"].notes)
    assert manifest.settings.lens.language is None


def test_a_pipeline_without_parts_of_speech_is_said(models, tmp_path):
    spacy.blank("de").to_disk(tmp_path / "blank")
    _, _, indexes, _ = run(models["bert"], tmp_path / "x", spacy_model=str(tmp_path / "blank"))
    (side,) = indexes["m0"].sequences
    assert (side.language, side.tagger) == (None, None)
    (note,) = indexes["m0"].notes
    assert re.fullmatch("words of the source are without parts of speech: de_.* names none", note)


def test_a_language_that_nothing_parses_is_said(models, tmp_path):
    pipeline = spacy.blank("de")
    pipeline.add_pipe("attribute_ruler").add([[{"IS_ALPHA": True}]], {"POS": "NOUN"})
    pipeline.to_disk(tmp_path / "tagger")
    _, _, indexes, layers = run(models["bert"], tmp_path / "x", spacy_model=str(tmp_path / "tagger"))
    (side,) = indexes["m0"].sequences
    assert (side.language, side.parser, side.relations) == ("de", None, None)
    assert layers["m0", "encoder", 0].key.relations is None
    (note,) = indexes["m0"].notes
    assert (
        note
        == "words of the source are without relations of dependency: nothing here parses the language 'de'"
    )


def test_a_model_without_vectors_has_no_lens_and_a_note(models, tmp_path, monkeypatch):
    def without_vectors(model):
        return replace(plan_capture(model), vectors=False, vectors_note="they cannot be had")

    monkeypatch.setattr("attlas.exporter.models.plan_capture", without_vectors)
    notes = Notes()
    manifest, documents, *_ = run(models["bert"], tmp_path / "x", progress=notes)
    assert manifest.lens == ()
    assert documents["one"].runs[0].attention[0].layers[0].lens is None
    assert any("they cannot be had" in line and "no lens" in line for line in notes.lines)
    assert notes.n_done == notes.n_runs == 1


def test_the_manifest_names_what_was_asked_for_and_what_can_change_it(models, tmp_path):
    manifest, *_ = run(models["bert"], tmp_path / "x", clusters="auto", lens_tokens=60)
    lens = manifest.settings.lens
    assert (lens.n_clusters, lens.n_tokens, lens.language, lens.target_language) == (None, 60, "en", None)
    assert re.fullmatch("[0-9a-f]{64}", lens.corpus_sha256)
    assert "lens" in manifest.settings.views
    assert {"scikit-learn", "spacy"} <= {library.name for library in manifest.libraries}


def test_all_views_have_a_lens_only_with_a_corpus(models, tmp_path):
    manifest, *_ = run(models["bert"], tmp_path / "x", lens=None, views=["all"], clusters=16)
    assert (manifest.lens, manifest.settings.lens) == ((), None)
    manifest, documents, *_ = run(models["bert"], tmp_path / "y", views=["all"])
    assert len(manifest.lens) == 1
    assert documents["one"].runs[0].attention[0].layers[0].vectors is not None


def test_a_model_in_memory_has_a_lens_over_the_documents(tmp_path):
    export_model(tiny_model("bert"), tiny_tokenizer("wordpiece"), DOCUMENTS, tmp_path / "x", views=["lens"])
    _, documents, indexes, _ = read(tmp_path / "x")
    assert indexes["m0"].sequences[0].n_documents == 2
    assert documents["pair"].runs[0].attention[0].layers[1].lens is not None


def test_a_model_in_memory_takes_the_options_of_the_lens(tmp_path):
    model, tokenizer = tiny_model("bert"), tiny_tokenizer("wordpiece")
    options = {"clusters": 3, "lens_tokens": 20, "language": "tlh"}
    export_model(model, tokenizer, ["A cat."], tmp_path / "x", lens=CORPUS, **options)
    manifest, _, indexes, layers = read(tmp_path / "x")
    (side,) = indexes["m0"].sequences
    assert (side.n_documents, side.n_sampled, side.tagger) == (len(CORPUS), 20, None)
    assert set(layers["m0", "encoder", 0].query.n_clusters) == {3}
    assert manifest.settings.lens.corpus_sha256 is not None


def test_progress_counts_every_document_of_corpus_and_export(models, tmp_path):
    notes = Notes()
    run(models["bert"], tmp_path / "x", progress=notes, lens_tokens=3)
    assert notes.n_done == notes.n_runs == len(CORPUS) + 1


def test_exporting_twice_gives_the_same_bytes_and_leaves_no_vectors(models, tmp_path):
    for folder in ("a", "b"):
        run(models["marian"], tmp_path / folder, lens=TRANSLATED, max_tokens=30)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["SHA256SUMS", "documents", "lens", "manifest.json"]


@pytest.mark.parametrize("method", ["put_lens_layer", "put_lens_index", "put_document"])
def test_an_unfinished_export_ends_with_the_same_bytes(models, tmp_path, monkeypatch, method):
    names = [str(models["bert"]), str(models["llama"])]
    export(names, DOCUMENTS, tmp_path / "whole", **OPTIONS)
    with monkeypatch.context() as patch:
        patch.setattr(ExportStore, method, stopping_at_second(getattr(ExportStore, method)))
        with pytest.raises(KeyboardInterrupt):
            export(names, DOCUMENTS, tmp_path / "resumed", **OPTIONS)
    (tmp_path / "resumed" / "vectors" / "m1").mkdir(parents=True, exist_ok=True)
    (tmp_path / "resumed" / "vectors" / "m1" / "decoder-0-key").write_bytes(b"left")
    assert not (tmp_path / "resumed" / "manifest.json").exists()
    export(names, DOCUMENTS, tmp_path / "resumed", **OPTIONS)
    assert files(tmp_path / "resumed") == files(tmp_path / "whole")


def stopping_at_second(original):
    calls = iter(range(1))

    def stopping(self, *arguments):
        if next(calls, None) is None:
            raise KeyboardInterrupt
        original(self, *arguments)

    return stopping


def test_a_lens_that_was_killed_is_begun_again_and_ends_with_the_same_bytes(models, tmp_path):
    lines = [f"The cat number {number} did not see {'the dog ' * (number % 9)}." for number in range(120)]
    (tmp_path / "corpus.txt").write_text("\n".join(lines), "utf-8")
    (tmp_path / "texts.txt").write_text("The cat ran.\n", "utf-8")
    command = [sys.executable, "-m", "attlas", "export", "-q", "-m", str(models["bert"])]
    command += [str(tmp_path / "texts.txt"), "--lens", str(tmp_path / "corpus.txt"), "--batch-size", "4"]
    killed = subprocess.Popen([*command, "-o", str(tmp_path / "killed")])
    while killed.poll() is None and not [*(tmp_path / "killed").glob("vectors/m0/*")]:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert [*(tmp_path / "killed").glob("vectors/m0/*")], "it finished before it could be killed"
    for folder in ("killed", "whole"):
        subprocess.run([*command, "-o", str(tmp_path / folder)], check=True)
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


@pytest.mark.parametrize("missing", ["lens/m0/index.json", "lens/m0/encoder-1.json"])
def test_a_lost_file_is_made_again(models, tmp_path, missing):
    run(models["bert"], tmp_path / "x")
    whole = files(tmp_path / "x")
    (tmp_path / "x" / missing).unlink()
    run(models["bert"], tmp_path / "x")
    assert files(tmp_path / "x") == whole


def test_a_finished_lens_is_not_made_again(models, tmp_path):
    run(models["bert"], tmp_path / "x")
    layer = tmp_path / "x" / "lens" / "m0" / "encoder-0.json"
    before = layer.stat().st_mtime_ns
    (tmp_path / "x" / "documents" / "one.json").unlink()
    run(models["bert"], tmp_path / "x")
    assert layer.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"clusters": 7}, "lens.n_clusters: 5 there, 7 asked"),
        ({"lens": CORPUS[:5]}, "the texts of the lens differ"),
        ({"lens": None, "clusters": 16}, "views: "),
    ],
)
def test_other_settings_are_refused_by_name(models, tmp_path, options, message):
    run(models["bert"], tmp_path / "x")
    with pytest.raises(AttlasError, match=message):
        run(models["bert"], tmp_path / "x", **options)
    manifest, *_ = run(models["bert"], tmp_path / "x", **options, overwrite=True)
    assert len(manifest.lens) == (options.get("lens", 1) is not None)
    assert (tmp_path / "x" / "lens").exists() == bool(manifest.lens)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"clusters": 1}, "--clusters is 1, expected auto or 2 to 64"),
        ({"clusters": 65}, "--clusters is 65"),
        ({"lens_tokens": 0}, "--lens-tokens is 0"),
        ({"lens": []}, "no documents"),
        ({"lens": [{"text": "\u200b", "id": "empty"}]}, "document 'empty'"),
        ({"spacy_model": "no_such_model"}, "'no_such_model' is not installed"),
        ({"clusters": 0, "lens": None}, "--clusters is 0, expected auto or 2 to 64"),
        ({"lens": None}, "--clusters is 5, and no HeadLens is asked for; add --lens CORPUS"),
        ({"lens": None, "clusters": 16, "lens_tokens": 9}, "--lens-tokens is 9, and no HeadLens"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_writes_nothing(models, tmp_path, options, message):
    with pytest.raises(AttlasError, match=message) as caught:
        run(models["bert"], tmp_path / "x", **options)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "x").exists()


def test_vectors_take_the_room_that_was_reckoned_with(models, tmp_path, monkeypatch):
    reckoned, taken = [], []
    estimate = Job.n_temporary_bytes.fget
    monkeypatch.setattr(Job, "n_temporary_bytes", property(lambda job: reckoned.append(estimate(job)) or 0))

    def collect_and_weigh(corpus, sides, selection, folder, progress):
        found = collect_vectors(corpus, sides, selection, folder, progress)
        taken.append(sum(path.stat().st_size for path in folder.iterdir()))
        return found

    monkeypatch.setattr("attlas.exporter.lens.run.collect_vectors", collect_and_weigh)
    corpus = [{**each, "target": f"{each['text']} {each['text']}"} for each in CORPUS]
    run(models["marian"], tmp_path / "x", lens=corpus, lens_tokens=400, views=["lens"])
    assert reckoned == taken


def test_room_for_the_vectors_is_looked_for_first(models, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 100_000})())
    run(models["bert"], tmp_path / "y", lens=CORPUS[:1])
    with pytest.raises(AttlasError, match="0 MB free"):
        run(models["bert"], tmp_path / "x")
    assert not (tmp_path / "x").exists()
