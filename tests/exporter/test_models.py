"""Models load with the right head, and what cannot be loaded is said in one line."""

import json
import pickle
import shutil
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from transformers import BertConfig, MambaConfig, MambaForCausalLM

from attlas.exporter.models import head_of, load_model
from attlas.exporter.sources import LoadOptions, ModelSpec, find_model
from attlas.precompute.errors import AttlasError
from tiny import save_tiny, tiny_model
from tiny_tokenizers import tiny_tokenizer

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


def test_a_model_in_several_files_is_spread_by_accelerate(tmp_path):
    pytest.importorskip("accelerate", reason="pip install 'attlas[accelerate]'")
    tiny_model("llama", "next_token").save_pretrained(tmp_path, max_shard_size="20KB")
    tiny_tokenizer("wordpiece").save_pretrained(tmp_path)
    assert len(list(tmp_path.glob("*.safetensors"))) > 1
    one, spread = (load(tmp_path, LoadOptions(device="cpu", device_map=spread)) for spread in (None, "auto"))
    weights = spread.model.state_dict()
    assert all(torch.equal(weights[name], weight) for name, weight in one.model.state_dict().items())


def test_spreading_a_model_says_that_it_needs_accelerate(tmp_path, monkeypatch):
    folder = save_tiny(tmp_path / "model", "bert", None)
    monkeypatch.setitem(sys.modules, "accelerate", None)
    with pytest.raises(AttlasError, match=r"is not installed; pip install 'attlas\[accelerate\]'"):
        load(folder, LoadOptions(device="cpu", device_map="auto"))


def test_an_adapter_is_not_spread(tmp_path):
    folder = save_adapter(tmp_path)
    with pytest.raises(AttlasError, match="is an adapter, which is merged in one memory"):
        load(folder, LoadOptions(device="cpu", device_map="auto"))


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


def save_adapter(folder, **options):
    """Save a random adapter over a tiny encoder."""
    peft = pytest.importorskip("peft")
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    base = save_tiny(folder / "base", "bert", None)
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=3)
    config = peft.LoraConfig(
        task_type="SEQ_CLS", r=3, lora_alpha=5, target_modules=["query", "value"], **options
    )
    peft.get_peft_model(model, config).save_pretrained(folder / "adapter")
    AutoTokenizer.from_pretrained(base).save_pretrained(folder / "adapter")
    return folder / "adapter"


def merged_by_peft(folder, dtype):
    from peft import PeftConfig, PeftModel
    from transformers import AutoModelForSequenceClassification

    base = PeftConfig.from_pretrained(folder).base_model_name_or_path
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=3, dtype=dtype)
    return PeftModel.from_pretrained(model, folder).merge_and_unload().state_dict()


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize(
    "options",
    [{}, {"modules_to_save": ["pooler"]}, {"use_rslora": True}, {"rank_pattern": {"query": 2}}],
    ids=["plain", "whole modules", "other scaling", "other ranks"],
)
def test_adapters_are_merged_bit_for_bit_as_peft_merges_them(tmp_path, options, dtype):
    folder = save_adapter(tmp_path, init_lora_weights=False, **options)
    spec, load_options = ModelSpec.parse(str(folder)), LoadOptions(device="cpu", dtype=dtype)
    loaded = load_model(spec, find_model(spec, load_options), load_options, key="m0")
    expected = merged_by_peft(folder, dtype=getattr(torch, dtype))
    merged = loaded.model.state_dict()
    assert merged.keys() == expected.keys()
    assert all(torch.equal(merged[name], weight.to(merged[name].dtype)) for name, weight in expected.items())


def test_a_plain_adapter_needs_no_peft(tmp_path, monkeypatch):
    folder = save_adapter(tmp_path)
    monkeypatch.setitem(sys.modules, "peft", None)
    assert load(folder).task == "classes"


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"use_rslora": True}, "use_rslora = True"), ({"bias": "lora_only"}, "bias = 'lora_only'")],
)
def test_another_adapter_says_that_it_needs_peft(tmp_path, monkeypatch, options, reason):
    folder = save_adapter(tmp_path, **options)
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(AttlasError, match=rf"{reason}\) and peft, which merges others, is not installed"):
        load(folder)


def test_an_adapter_of_another_model_is_not_merged(tmp_path, monkeypatch):
    folder = save_adapter(tmp_path)
    config = json.loads((folder / "adapter_config.json").read_text())
    other = save_tiny(tmp_path / "other", "distilbert", None)
    (folder / "adapter_config.json").write_text(json.dumps(config | {"base_model_name_or_path": str(other)}))
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(AttlasError, match="no linear layer of the model"):
        load(folder)


def test_a_pickled_adapter_is_not_opened(tmp_path):
    (tmp_path / "adapter_config.json").write_text("{}")
    (tmp_path / "adapter_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(AttlasError, match="pickles are not opened"):
        load(tmp_path)


class Touching:
    """What touches a file once it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize("save", [torch.save, lambda value, path: path.write_bytes(pickle.dumps(value, 2))])
@pytest.mark.parametrize("is_base", [False, True])
def test_weights_that_would_run_code_are_not_opened(tmp_path, save, is_base):
    folder, touched = save_tiny(tmp_path / "model", "bert", None), tmp_path / "touched"
    without("*.safetensors")(folder)
    save({"embeddings": Touching(touched)}, folder / "pytorch_model.bin")
    if is_base:
        folder = adapter_of(folder, tmp_path / "adapter")
        save_file({"base_model.model.x": torch.zeros(1)}, folder / "adapter_model.safetensors")
    with pytest.raises(AttlasError, match=r"not opened; ask for them as model\.safetensors"):
        load(folder)
    assert not touched.exists()


def adapter_of(base, folder):
    folder.mkdir()
    (folder / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": str(base)}))
    return folder


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("adapter_model.safetensors", b"junk", "adapter_model.safetensors is damaged"),
        ("adapter_config.json", b"{", "adapter_config.json is damaged"),
        ("adapter_config.json", b"[]", "names no base model"),
    ],
)
def test_a_damaged_adapter_is_named(tmp_path, name, content, message):
    folder = adapter_of(tmp_path, tmp_path / "adapter")
    save_file({"x": torch.zeros(1)}, folder / "adapter_model.safetensors")
    (folder / name).write_bytes(content)
    with pytest.raises(AttlasError, match=message):
        load(folder)


def without(name):
    def spoil(folder):
        for path in folder.glob(name):
            path.unlink()

    return spoil


def spoilt(name, content):
    return lambda folder: (folder / name).write_bytes(content)


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
        (spoilt("model.safetensors", b"junk"), "weights are damaged"),
        (spoilt("config.json", b'{"model_type": "bert", "num_hidden_layers": "x"}'), "num_hidden_layers"),
        (spoilt("tokenizer.json", b"{"), "cannot load AutoTokenizer"),
    ],
    ids=["no weights", "no config", "no tokenizer", "empty", "not there", "weights", "config", "tokenizer"],
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
