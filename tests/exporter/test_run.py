"""The export, end to end, on tiny models: what it holds, the same twice, and going on where it stopped."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoModelForSeq2SeqLM, AutoTokenizer

from attlas.exporter import job
from attlas.exporter.progress import Silent
from attlas.exporter.run import export
from attlas.exporter.tokens.reader import TokenReader
from attlas.precompute.codec import MAX_RELATIVE_ERROR, decode
from attlas.precompute.contract import Document, Manifest
from attlas.precompute.errors import AttlasError
from tiny import save_tiny

PAIR = {"text": "Who fed the cat?", "text_b": "Maria fed the cat.", "label": "answer", "id": "pair"}
PLAIN = {"text": "The dog did not see the cat.", "title": "A dog", "id": "plain"}
TRANSLATED = {"text": "The cat sleeps.", "target": "Le chat dort.", "id": "given"}
DOCUMENTS = [PLAIN, PAIR, {"text": "The cat slept."}, {"text": "The dog ran."}, {"text": "мир 猫 🦊"}]


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("models")
    kinds = {
        "bert": ("bert", None),
        "classifier": ("bert", "classes"),
        "masked": ("bert", "masked_tokens"),
        "gpt2": ("gpt2", "next_token"),
        "t5": ("t5", "generated"),
        "bart": ("bart", "generated"),
    }
    return {name: save_tiny(root / name, family, task) for name, (family, task) in kinds.items()}


def run(model: Path | str | list[str], documents, output: Path, **options) -> dict[str, Document]:
    names = model if isinstance(model, list) else [str(model)]
    export(names, documents, output, **options)
    entries = Manifest.model_validate_json((output / "manifest.json").read_bytes()).documents
    return {entry.id: Document.model_validate_json((output / entry.file).read_bytes()) for entry in entries}


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def own_attention(folder: Path, *texts: str) -> list[np.ndarray]:
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    inputs = AutoTokenizer.from_pretrained(folder)(*texts, return_tensors="pt")
    with torch.no_grad():
        return [layer[0].numpy() for layer in model(**inputs, output_attentions=True).attentions]


@pytest.mark.parametrize("name", ["bert", "gpt2"])
@pytest.mark.parametrize("document", [PLAIN, PAIR], ids=["text", "pair"])
def test_decoded_payload_is_the_models_own_attention(models, tmp_path, name, document):
    if name == "gpt2":
        document = {"text": document["text"], "id": document["id"]}
    payload = run(models[name], [document], tmp_path / "x")[document["id"]]
    expected = own_attention(models[name], *filter(None, (document["text"], document.get("text_b"))))
    layers = payload.runs[0].attention[0].layers
    assert [layer.layer for layer in layers] == list(range(len(expected)))
    for layer, own in zip(layers, expected, strict=True):
        assert np.abs(decode(layer.weights) - own).max() <= MAX_RELATIVE_ERROR + 1e-5


def test_batches_give_what_single_documents_give(models, tmp_path):
    together = run(models["bert"], DOCUMENTS, tmp_path / "a")
    alone = run(models["bert"], DOCUMENTS, tmp_path / "b", batch_size=1)
    for one, other in zip(together.values(), alone.values(), strict=True):
        for layer, same in zip(
            one.runs[0].attention[0].layers, other.runs[0].attention[0].layers, strict=True
        ):
            np.testing.assert_allclose(decode(layer.weights), decode(same.weights), atol=0.01)


def test_class_probabilities_sum_to_one(models, tmp_path):
    prediction = run(models["classifier"], [PAIR], tmp_path / "x")["pair"].runs[0].prediction
    assert [scored.label for scored in prediction.classes] == ["negative", "neutral", "positive"]
    assert sum(scored.probability for scored in prediction.classes) == pytest.approx(1, abs=1e-5)


def test_a_language_model_gives_its_next_tokens(models, tmp_path):
    prediction = run(models["gpt2"], [PLAIN], tmp_path / "x")["plain"].runs[0].prediction
    probabilities = [scored.probability for scored in prediction.tokens]
    assert (prediction.task, len(probabilities)) == ("next_token", 10)
    assert probabilities == sorted(probabilities, reverse=True)


def test_a_masked_model_fills_each_mask(models, tmp_path):
    run_ = run(models["masked"], [{"text": "The [MASK] did not see the [MASK]."}], tmp_path / "x")["1"].runs[
        0
    ]
    assert [run_.source.tokens[filled.position] for filled in run_.prediction.positions] == [
        "[MASK]",
        "[MASK]",
    ]


@pytest.mark.parametrize("name", ["t5", "bart"])
def test_encoder_decoder_models_give_three_kinds(models, tmp_path, name):
    run_ = run(models[name], [TRANSLATED], tmp_path / "x")["given"].runs[0]
    assert [attention.kind for attention in run_.attention] == ["encoder", "decoder", "cross"]
    n_source, n_target = len(run_.source.tokens), len(run_.target.tokens)
    shapes = [attention.layers[0].weights.shape[1:] for attention in run_.attention]
    assert shapes == [(n_source, n_source), (n_target, n_target), (n_target, n_source)]
    assert not run_.target_generated


@pytest.mark.parametrize("name", ["t5", "bart"])
def test_a_generated_target_is_what_the_model_writes_greedily(models, tmp_path, name):
    run_ = run(models[name], [{"text": "The cat sleeps."}], tmp_path / "x", max_tokens=30)["1"].runs[0]
    model = AutoModelForSeq2SeqLM.from_pretrained(models[name]).eval()
    tokenizer = AutoTokenizer.from_pretrained(models[name])
    written = model.generate(
        **tokenizer("The cat sleeps.", return_tensors="pt"), max_new_tokens=30, do_sample=False
    )
    assert run_.target_generated
    assert run_.prediction.text == tokenizer.decode(written[0], skip_special_tokens=True).strip()


def test_a_model_that_writes_to_its_last_position_reads_no_further(tmp_path):
    """What was written last was never read, and there is no position for it: the captured pass failed on it."""
    folder = save_tiny(tmp_path / "marian", "marian", "generated", max_position_embeddings=20)
    run_ = run(folder, [{"text": "The cat sleeps."}], tmp_path / "x")["1"].runs[0]
    assert len(run_.target.tokens) == 20


def test_several_models_stand_side_by_side(models, tmp_path):
    payload = run([f"{models['bert']}=one", f"{models['gpt2']}=two"], DOCUMENTS, tmp_path / "x")["plain"]
    assert [run_.model for run_ in payload.runs] == ["m0", "m1"]
    labels = Manifest.model_validate_json((tmp_path / "x" / "manifest.json").read_bytes()).models
    assert [model.label for model in labels] == ["one", "two"]


def test_only_chosen_layers_and_heads_are_kept(models, tmp_path):
    layers = (
        run(models["bert"], [PLAIN], tmp_path / "x", layers=(-1,), heads=(0, 2))["plain"]
        .runs[0]
        .attention[0]
        .layers
    )
    assert [(layer.layer, layer.heads, layer.weights.shape[0]) for layer in layers] == [(1, (0, 2), 2)]


def test_truncation_is_counted_and_noted(models, tmp_path):
    class Notes(Silent):
        def __init__(self):
            self.lines = []

        def note(self, message):
            self.lines.append(message)

    notes = Notes()
    payload = run(models["bert"], [PLAIN], tmp_path / "x", max_tokens=5, progress=notes)["plain"]
    assert len(payload.runs[0].source.tokens) == 5
    assert payload.runs[0].source.n_truncated > 0
    assert "1 of 1 documents were cut at 5 tokens" in notes.lines[0]


def test_no_padding_token_reaches_the_payload(models, tmp_path):
    payloads = run(models["bert"], DOCUMENTS, tmp_path / "x")
    assert not any("[PAD]" in payload.runs[0].source.tokens for payload in payloads.values())


def test_exporting_twice_gives_the_same_bytes(models, tmp_path):
    for folder in ("a", "b"):
        run([str(models["classifier"]), str(models["gpt2"])], DOCUMENTS, tmp_path / folder)
    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.parametrize("read_ahead", [2**14, 20, 0])
def test_texts_are_read_once_whether_or_not_there_is_room(models, tmp_path, monkeypatch, read_ahead):
    run(models["bert"], DOCUMENTS, tmp_path / "usual")
    read, texts = TokenReader.read, []
    monkeypatch.setattr(job, "READ_AHEAD", read_ahead)
    monkeypatch.setattr(
        TokenReader, "read", lambda *given, **options: texts.append(given[1]) or read(*given, **options)
    )
    run(models["bert"], DOCUMENTS, tmp_path / "watched")
    assert sorted(texts) == sorted(each["text"] for each in DOCUMENTS)
    assert files(tmp_path / "watched") == files(tmp_path / "usual")


@pytest.mark.parametrize("n_left", [0, 1, 3])
def test_an_unfinished_export_ends_with_the_same_bytes(models, tmp_path, monkeypatch, n_left):
    names = [str(models["bert"]), str(models["classifier"])]
    run(names, DOCUMENTS, tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr("attlas.exporter.store.ExportStore.put_document", stopped_after(n_left))
        with pytest.raises(KeyboardInterrupt):
            run(names, DOCUMENTS, tmp_path / "resumed")
    assert not (tmp_path / "resumed" / "manifest.json").exists()
    run(names, DOCUMENTS, tmp_path / "resumed")
    assert files(tmp_path / "resumed") == files(tmp_path / "whole")


def stopped_after(count: int):
    from attlas.exporter.store import ExportStore

    original, calls = ExportStore.put_document, iter(range(count))

    def put_document(self, *arguments):
        if next(calls, None) is None:
            raise KeyboardInterrupt
        original(self, *arguments)

    return put_document


def test_a_killed_export_goes_on_and_ends_with_the_same_bytes(models, tmp_path):
    lines = [f"The cat number {number} did not see {'the dog ' * (number % 7)}." for number in range(300)]
    (tmp_path / "texts.txt").write_text("\n".join(lines), "utf-8")
    command = [
        sys.executable,
        "-m",
        "attlas",
        "export",
        "-q",
        "-m",
        str(models["bert"]),
        str(tmp_path / "texts.txt"),
    ]
    killed = subprocess.Popen([*command, "-o", str(tmp_path / "killed"), "--batch-size", "2"])
    while killed.poll() is None and len(list((tmp_path / "killed").glob("documents/*.json"))) < 20:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "killed" / "manifest.json").exists(), "it finished before it could be killed"
    for folder in ("killed", "whole"):
        subprocess.run([*command, "-o", str(tmp_path / folder), "--batch-size", "2"], check=True)
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


def test_a_finished_export_is_left_alone(models, tmp_path):
    run(models["bert"], [PLAIN], tmp_path / "x")
    before = (tmp_path / "x" / "manifest.json").stat().st_mtime_ns
    run(models["bert"], [PLAIN], tmp_path / "x")
    assert (tmp_path / "x" / "manifest.json").stat().st_mtime_ns == before


def test_a_lost_document_is_made_again(models, tmp_path):
    run(models["bert"], DOCUMENTS, tmp_path / "x")
    whole = files(tmp_path / "x")
    (tmp_path / "x" / "documents" / "plain.json").unlink()
    run(models["bert"], DOCUMENTS, tmp_path / "x")
    assert files(tmp_path / "x") == whole


@pytest.mark.parametrize(
    ("options", "documents", "message"),
    [
        ({"max_tokens": 7}, [PLAIN], "max_tokens: default there, 7 asked"),
        ({"heads": (1,)}, [PLAIN], "heads: default there, 1 asked"),
        ({}, [PAIR], "the documents differ"),
    ],
)
def test_other_settings_are_refused_by_name(models, tmp_path, options, documents, message):
    run(models["bert"], [PLAIN], tmp_path / "x")
    with pytest.raises(AttlasError, match=message):
        run(models["bert"], documents, tmp_path / "x", **options)
    assert list(run(models["bert"], documents, tmp_path / "x", overwrite=True, **options))


def test_a_changed_model_is_refused(models, tmp_path):
    folder = save_tiny(tmp_path / "model", "bert", None)
    run(folder, [PLAIN], tmp_path / "x")
    (folder / "config.json").write_text((folder / "config.json").read_text() + "\n")
    with pytest.raises(AttlasError, match="models' names or files differ"):
        run(folder, [PLAIN], tmp_path / "x")


def test_a_folder_with_something_else_is_refused(models, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(AttlasError, match="holds files but no export"):
        run(models["bert"], [PLAIN], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("document", "options", "message"),
    [
        ({"text": "\u200b", "id": "empty"}, {}, "document 'empty'"),
        (PLAIN, {"layers": (9,)}, "layer 9 is not in"),
        (PLAIN, {"heads": (-7,)}, "head -7 is not in"),
        (PLAIN, {"max_tokens": 2}, "2"),
        (PLAIN, {"device": "cuda"}, "device 'cuda' is not here"),
    ],
)
def test_nothing_is_written_for_what_cannot_be_run(models, tmp_path, document, options, message):
    with pytest.raises(AttlasError, match=message):
        run(models["bert"], [PLAIN | {"id": "first"}, document], tmp_path / "x", **options)
    assert not (tmp_path / "x").exists()


def test_models_with_other_tokenizers_are_not_compared(models, tmp_path):
    with pytest.raises(AttlasError, match="tokenizers of bert and gpt2 differ"):
        run([str(models["bert"]), str(models["gpt2"])], [PLAIN], tmp_path / "x", compare=True)
    assert not (tmp_path / "x").exists()
    run([str(models["bert"]), str(models["classifier"])], [PLAIN], tmp_path / "x", compare=True)


@pytest.mark.parametrize("other", ["The cat sat.", Path("texts.txt")])
def test_texts_beside_documents_are_refused(models, tmp_path, other):
    with pytest.raises(AttlasError, match="given beside documents, expected files alone or documents alone"):
        run(models["bert"], [PLAIN, other], tmp_path / "x")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("options", "n_documents"),
    [({"views": ["heads"]}, 2), ({"views": ["heads"], "language": "en"}, 2), ({}, 1)],
)
def test_words_are_not_tagged_where_nothing_counts_them(models, tmp_path, options, n_documents):
    """The settings named a tagger, and the libraries spaCy, without any statistics."""
    export([f"{models['bert']}=a", f"{models['bert']}=b"], DOCUMENTS[:n_documents], tmp_path / "x", **options)
    manifest = Manifest.model_validate_json((tmp_path / "x" / "manifest.json").read_bytes())
    assert manifest.settings.words is None
    assert "spacy" not in {library.name for library in manifest.libraries}


def test_a_folder_with_an_equals_sign_is_a_model(models, tmp_path, monkeypatch):
    """It was taken for the name before the sign, with the rest as its label."""
    (tmp_path / "lr=1e-5").symlink_to(models["bert"])
    monkeypatch.chdir(tmp_path)
    export(["lr=1e-5", "lr=1e-5=a=b"], [PLAIN], tmp_path / "x")
    manifest = Manifest.model_validate_json((tmp_path / "x" / "manifest.json").read_bytes())
    assert [model.label for model in manifest.models] == ["lr=1e-5", "a=b"]


def test_a_full_disk_is_named_and_leaves_nothing_half_written(models, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 10})())
    with pytest.raises(AttlasError, match="0 MB free"):
        run(models["bert"], [PLAIN], tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_two_exports_into_one_folder_are_refused(models, tmp_path):
    class Second(Silent):
        def advance(self, n_runs):
            with pytest.raises(AttlasError, match="another export is writing"):
                run(models["bert"], [PLAIN], tmp_path / "x")

    run(models["bert"], [PLAIN], tmp_path / "x", progress=Second())


def test_overwriting_leaves_a_folder_of_other_things_alone(models, tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "events").write_text("a training's own", "utf-8")
    (tmp_path / "film.part").write_text("half of it", "utf-8")
    before = files(tmp_path)
    with pytest.raises(AttlasError, match="holds files but no export"):
        export([str(models["bert"])], [PLAIN], tmp_path, overwrite=True)
    assert files(tmp_path) == before


def test_two_models_read_a_single_document(models, tmp_path):
    names = [f"{models['bert']}=one", f"{models['bert']}=two"]
    export(names, [PLAIN], tmp_path / "x")
    manifest = Manifest.model_validate_json((tmp_path / "x" / "manifest.json").read_bytes())
    assert (manifest.statistics, manifest.comparisons) == ((), ())
