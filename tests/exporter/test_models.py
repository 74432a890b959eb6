"""Models load with the right head, and what cannot be loaded is said in one line."""

import shutil

import pytest
import torch
from transformers import BertConfig, MambaConfig, MambaForCausalLM

from attlas.exporter.models import head_of, load_model
from attlas.exporter.sources import LoadOptions, ModelSpec, find_model
from attlas.precompute.errors import AttlasError
from tiny import save_tiny

CPU = LoadOptions(device="cpu")


def load(source, options=CPU):
    spec = ModelSpec.parse(str(source))
    return load_model(spec, find_model(spec, options), options, key="m0")


@pytest.mark.parametrize(
    ("text", "source", "label"),
    [
        ("bert-base-uncased", "bert-base-uncased", "bert-base-uncased"),
        ("org/name", "org/name", "name"),
        ("some/folder=tuned", "some/folder", "tuned"),
        ("folder/", "folder/", "folder"),
    ],
)
def test_a_model_is_named_with_or_without_a_label(text, source, label):
    assert ModelSpec.parse(text) == ModelSpec(source, label)


@pytest.mark.parametrize(
    ("architecture", "task"),
    [
        ("BertForSequenceClassification", "classes"),
        ("BertForMaskedLM", "masked_tokens"),
        ("BertForPreTraining", "masked_tokens"),
        ("GPT2LMHeadModel", "next_token"),
        ("MarianMTModel", "generated"),
        ("BartForConditionalGeneration", "generated"),
        ("T5ForConditionalGeneration", "generated"),
        ("BertModel", None),
        ("BertForTokenClassification", None),
    ],
)
def test_the_head_comes_from_the_config(architecture, task):
    assert head_of(BertConfig(architectures=[architecture]))[0] == task


def test_a_config_without_architecture_gives_the_bare_model():
    assert head_of(BertConfig())[0] is None


def test_a_folder_is_loaded_in_evaluation_mode_and_float32(tmp_path):
    loaded = load(save_tiny(tmp_path / "model", "bert", "classes"))
    assert (loaded.task, loaded.model.training, loaded.model.dtype) == ("classes", False, torch.float32)


def test_half_precision_is_loaded_when_asked(tmp_path):
    options = LoadOptions(device="cpu", dtype="bfloat16")
    assert load(save_tiny(tmp_path / "model", "bert", None), options).model.dtype == torch.bfloat16


def test_files_are_recorded_with_their_hashes(tmp_path):
    folder = save_tiny(tmp_path / "model", "bert", None)
    origin = find_model(ModelSpec.parse(str(folder)), CPU)
    assert {"config.json", "model.safetensors"} <= {file.name for file in origin.files}
    assert all(len(file.sha256) == 64 for file in origin.files)


def test_a_roberta_does_not_read_past_its_last_position(tmp_path):
    loaded = load(save_tiny(tmp_path / "model", "roberta", None))
    padding = loaded.model.config.pad_token_id
    assert loaded.max_tokens <= loaded.model.config.max_position_embeddings - padding - 1


def test_an_adapter_is_merged_into_its_base(tmp_path):
    peft = pytest.importorskip("peft")
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    base = save_tiny(tmp_path / "base", "bert", None)
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=4)
    config = peft.LoraConfig(
        task_type="SEQ_CLS", r=2, target_modules=["query", "value"], init_lora_weights=False
    )
    adapted = peft.get_peft_model(model, config).eval()
    adapted.save_pretrained(tmp_path / "adapter")
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.save_pretrained(tmp_path / "adapter")
    loaded = load(tmp_path / "adapter")
    inputs = tokenizer("The cat did not see the dog.", return_tensors="pt")
    with torch.no_grad():
        torch.testing.assert_close(
            loaded.model(**inputs).logits, adapted(**inputs).logits, atol=1e-5, rtol=1e-4
        )
    assert loaded.task == "classes"


def test_a_pickled_adapter_is_not_opened(tmp_path):
    pytest.importorskip("peft")
    (tmp_path / "adapter_config.json").write_text("{}")
    (tmp_path / "adapter_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(AttlasError, match="pickles are not opened"):
        load(tmp_path)


def without(name):
    def spoil(folder):
        for path in folder.glob(name):
            path.unlink()

    return spoil


def emptied(folder):
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (without("*.safetensors"), "holds no weights"),
        (without("config.json"), "has no config.json"),
        (without("token*"), "tokenizer"),
        (emptied, "has no config.json"),
        (shutil.rmtree, "is not a folder"),
    ],
    ids=["no weights", "no config", "no tokenizer", "empty", "not there"],
)
def test_a_broken_folder_is_named(tmp_path, spoil, message):
    folder = save_tiny(tmp_path / "model", "bert", None)
    spoil(folder)
    with pytest.raises(AttlasError, match=message) as caught:
        load(folder)
    assert "\n" not in str(caught.value)


def test_a_hub_name_without_network_is_one_line(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(AttlasError, match="not on this machine and the hub does not answer"):
        load("attlas-test/no-such-model")


def test_a_model_without_attention_is_refused(tmp_path):
    folder = save_tiny(tmp_path / "model", "bert", None)
    config = MambaConfig(vocab_size=100, hidden_size=16, num_hidden_layers=1, state_size=4)
    MambaForCausalLM(config).save_pretrained(folder)
    with pytest.raises(AttlasError, match="Mamba"):
        load(folder)
