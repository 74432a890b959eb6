"""Exports of attention from elsewhere: every form in which it is handed about, and every fault by its place."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from bertviz import head_view, model_view

import attlas
from attlas.exporter.tensors.run import from_tensors
from attlas.precompute.codec import MAX_RELATIVE_ERROR, decode
from attlas.precompute.contract import Document, Manifest
from attlas.precompute.errors import AttlasError
from tiny import tiny_model
from tiny_tokenizers import tiny_tokenizer

BOUND = MAX_RELATIVE_ERROR + 1e-6
PAIR = ["[CLS]", "who", "was", "jim", "hen", "##son", "?", "[SEP]", "a", "puppet", "##eer", "[SEP]"]
WORDS = ["the", "cat", "sat"]


def random_attention(n_layers: int, *shape: int, seed: int = 0, causal: bool = False) -> list[torch.Tensor]:
    """Attention of a model that does not exist: (batch, heads, queries, keys) for each layer."""
    generator = torch.Generator().manual_seed(seed)
    scores = [3 * torch.randn(*shape, generator=generator) for _ in range(n_layers)]
    mask = torch.ones(shape[-2:], dtype=torch.bool).triu(1) if causal else torch.zeros(1, dtype=torch.bool)
    return [layer.masked_fill(mask, float("-inf")).softmax(-1) for layer in scores]


def read(export: Path, number: int = 1) -> Document:
    return Document.model_validate_json((export / "documents" / f"{number}.json").read_bytes())


def layers_of(export: Path, number: int = 1, part: int = 0) -> dict[int, np.ndarray]:
    layers = read(export, number).runs[0].attention[part].layers
    return {layer.layer: decode(layer.weights) for layer in layers}


def bertviz_views(html: str) -> list[dict]:
    """The weights that bertviz puts into its page, by view: 'All', 'Encoder', 'Cross', …"""
    params = re.search(r"const params = (\{.*?\});? ?//|const params = (\{.*\})", html)
    return json.loads(params[1] or params[2])["attention"]


@pytest.mark.parametrize("view", [head_view, model_view])
def test_bertviz_shows_the_same_weights(tmp_path, view):
    attention = random_attention(3, 1, 4, len(PAIR), len(PAIR))
    theirs = bertviz_views(view(attention, PAIR, sentence_b_start=8, html_action="return").data)[0]
    export = from_tensors(PAIR, attention, output=tmp_path / "x", sentence_b_start=8)
    ours = layers_of(export)
    assert theirs["name"] == "All"
    for layer, weights in enumerate(theirs["attn"]):
        assert np.abs(ours[layer] - np.array(weights)).max() <= BOUND
    assert list(read(export).runs[0].source.tokens) == theirs["left_text"]


@pytest.mark.parametrize("view", [head_view, model_view])
def test_bertviz_shows_the_same_encoder_and_decoder(tmp_path, view):
    n_source, n_target = len(PAIR), len(WORDS)
    given = {
        "encoder_attention": random_attention(2, 1, 4, n_source, n_source),
        "decoder_attention": random_attention(2, 1, 4, n_target, n_target, causal=True),
        "cross_attention": random_attention(2, 1, 4, n_target, n_source),
        "encoder_tokens": PAIR,
        "decoder_tokens": WORDS,
    }
    theirs = bertviz_views(view(**given, html_action="return").data)
    export = from_tensors(**given, output=tmp_path / "x")
    assert [part["name"].lower() for part in theirs] == [part.kind for part in read(export).runs[0].attention]
    for number, part in enumerate(theirs):
        for layer, weights in layers_of(export, part=number).items():
            assert np.abs(weights - np.array(part["attn"][layer])).max() <= BOUND


@pytest.mark.parametrize(
    "form",
    [
        lambda layers: layers,
        tuple,
        torch.stack,
        lambda layers: [layer[0] for layer in layers],
        lambda layers: [layer.numpy() for layer in layers],
        lambda layers: np.stack([layer.numpy() for layer in layers]),
        lambda layers: [layer.tolist() for layer in layers],
        lambda layers: [layer[0].tolist() for layer in layers],
        lambda layers: [layer.double() for layer in layers],
        lambda layers: [layer.requires_grad_() for layer in layers],
    ],
)
def test_every_form_gives_the_same(tmp_path, form):
    layers = random_attention(2, 1, 4, 3, 3)
    export = from_tensors(WORDS, form(list(layers)), output=tmp_path / "x")
    for number, weights in layers_of(export).items():
        assert np.abs(weights - layers[number][0].detach().numpy()).max() <= BOUND


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_accepted_as_it_is(tmp_path, dtype):
    layers = [layer.to(dtype) for layer in random_attention(1, 1, 4, 300, 300)]
    tokens = [f"t{number}" for number in range(300)]
    weights = layers_of(from_tensors(tokens, layers, output=tmp_path / "x"))[0]
    assert np.abs(weights - layers[0][0].float().numpy()).max() <= BOUND


def test_a_batch_is_several_documents(tmp_path):
    layers = random_attention(2, 3, 4, 3, 3)
    tokens = [WORDS, ["a", "b", "c"], ["x", "y", "z"]]
    export = from_tensors(tokens, layers, output=tmp_path / "x", titles=["one", "two", "three"])
    for number in range(3):
        assert list(read(export, number + 1).runs[0].source.tokens) == tokens[number]
        for layer, weights in layers_of(export, number + 1).items():
            assert np.abs(weights - layers[layer][number].numpy()).max() <= BOUND
    assert [read(export, number).title for number in (1, 2, 3)] == ["one", "two", "three"]


def test_padding_is_left_out_unless_it_is_attended_to(tmp_path):
    padded = torch.zeros(2, 1, 4, 4)
    padded[0, 0, :3, :3] = 1 / 3
    padded[0, 0, 3, :] = 1 / 4
    padded[1] = 1 / 4
    tokens = [["[CLS]", "cat", "[SEP]", "[PAD]"], ["[CLS]", "[SEP]", "[PAD]", "[PAD]"]]
    export = from_tensors(tokens, [padded], output=tmp_path / "x")
    assert layers_of(export, 1)[0].shape == (1, 3, 3)
    assert layers_of(export, 2)[0].shape == (1, 4, 4)


def test_layers_that_are_none_are_left_out(tmp_path):
    first, second = random_attention(2, 1, 4, 3, 3)
    export = from_tensors(WORDS, [None, first, None, second], output=tmp_path / "x")
    assert list(layers_of(export)) == [1, 3]
    shape = Manifest.model_validate_json((export / "manifest.json").read_bytes()).models[0].attention[0]
    assert (shape.n_layers, shape.n_heads) == (4, 4)


def test_only_chosen_layers_and_heads_are_kept(tmp_path):
    layers = random_attention(3, 1, 4, 3, 3)
    export = from_tensors(WORDS, layers, output=tmp_path / "x", layers=(0, -1), heads=(1, 3))
    kept = layers_of(export)
    assert list(kept) == [0, 2]
    assert np.abs(kept[2] - layers[2][0, [1, 3]].numpy()).max() <= BOUND


def test_a_kind_that_has_not_the_chosen_layers_is_left_out(tmp_path):
    given = {
        "encoder_attention": random_attention(2, 1, 4, 3, 3),
        "decoder_attention": random_attention(4, 1, 4, 2, 2),
        "cross_attention": random_attention(4, 1, 4, 2, 3),
        "encoder_tokens": WORDS,
        "decoder_tokens": ["x", "y"],
    }
    export = from_tensors(**given, output=tmp_path / "x", layers=(3,))
    kept = {part.kind: [layer.layer for layer in part.layers] for part in read(export).runs[0].attention}
    assert kept == {"decoder": [3], "cross": [3]}
    assert attlas.verify(export) == []
    attlas.build(export, tmp_path / "x.html")


def test_layers_of_fewer_heads_are_left_out_where_none_is_chosen(tmp_path):
    layers = [random_attention(1, 1, n_heads, 3, 3)[0] for n_heads in (2, 4)]
    assert list(layers_of(from_tensors(WORDS, layers, output=tmp_path / "x", heads=(3,)))) == [1]


@pytest.mark.parametrize(
    "options", [{"layers": (0,)}, {"layers": ()}, {"heads": ()}, {"layers": (1,), "heads": ()}]
)
def test_a_selection_that_leaves_nothing_is_refused(tmp_path, options):
    (layer,) = random_attention(1, 1, 4, 3, 3)
    with pytest.raises(AttlasError, match="leave nothing of tensors"):
        from_tensors(WORDS, [None, layer], output=tmp_path / "x", **options)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("shape", [(1, 0, 3, 3), (0, 4, 3, 3)])
def test_an_empty_array_is_refused(tmp_path, shape):
    with pytest.raises(AttlasError, match=r"layer 0 has shape .*expected \(batch, head, query, key\)"):
        from_tensors(WORDS, [torch.zeros(shape)], output=tmp_path / "x")


@pytest.mark.parametrize(("causal", "kind"), [(False, "encoder"), (True, "decoder")])
def test_attention_that_never_looks_ahead_is_a_decoders(tmp_path, causal, kind):
    layers = random_attention(2, 1, 4, 3, 3, causal=causal)
    export = from_tensors(WORDS, layers, output=tmp_path / "x")
    assert read(export).runs[0].attention[0].kind == kind


@pytest.mark.parametrize("kind", ["encoder", "decoder"])
def test_one_side_of_a_model_is_enough(tmp_path, kind):
    layers = random_attention(2, 1, 4, 3, 3, causal=kind == "decoder")
    given = {f"{kind}_attention": layers, f"{kind}_tokens": WORDS}
    run = read(from_tensors(**given, output=tmp_path / "x")).runs[0]
    assert (run.attention[0].kind, run.attention[0].query, run.target) == (kind, "source", None)


def test_sides_may_have_unequal_layers_and_heads(tmp_path):
    export = from_tensors(
        encoder_attention=random_attention(3, 1, 4, 12, 12),
        decoder_attention=random_attention(2, 1, 8, 3, 3, causal=True),
        cross_attention=random_attention(2, 1, 8, 3, 12),
        encoder_tokens=PAIR,
        decoder_tokens=WORDS,
        output=tmp_path / "x",
    )
    shapes = [[layer.weights.shape for layer in part.layers] for part in read(export).runs[0].attention]
    assert shapes == [[(4, 12, 12)] * 3, [(8, 3, 3)] * 2, [(8, 3, 12)] * 2]


@pytest.mark.parametrize("options", [{}, {"use_cache": False}, {"cache_implementation": "static"}])
def test_steps_of_a_generation_become_one_matrix(tmp_path, options):
    model, tokenizer = tiny_model("gpt2", "next_token"), tiny_tokenizer("bare bytes")
    inputs = tokenizer("The dog did not", return_tensors="pt")
    wanted = {"output_attentions": True, "return_dict_in_generate": True, "do_sample": False, **options}
    made = model.generate(**inputs, max_new_tokens=5, **wanted)
    tokens = tokenizer.convert_ids_to_tokens(made.sequences[0])
    export = from_tensors(tokens, made.attentions, output=tmp_path / "x")
    with torch.no_grad():
        own = model(made.sequences[:, :-1], output_attentions=True).attentions
    for number, weights in layers_of(export).items():
        assert np.abs(weights - own[number][0].numpy()).max() <= BOUND + 1e-5
    run = read(export).runs[0]
    assert run.continuation.start == inputs["input_ids"].shape[1]
    assert read(export).text == "The dog did not"
    assert list(run.source.tokens) == tokens[:-1]


def test_a_sliding_cache_leaves_the_forgotten_keys_empty(tmp_path):
    first, *later = (random_attention(1, 1, 2, rows, keys)[0] for rows, keys in ((3, 3), (1, 3), (1, 3)))
    first = torch.tril(first) / torch.tril(first).sum(-1, keepdim=True)
    export = from_tensors(list("abcde"), [(first,), *((step,) for step in later)], output=tmp_path / "x")
    weights = layers_of(export)[0]
    assert (weights[:, 4, :2] == 0).all()
    assert np.abs(weights[:, 4, 2:] - later[1][0, :, 0].numpy()).max() <= BOUND


def test_a_generated_target_has_attention_of_all_three_kinds(tmp_path):
    model, tokenizer = tiny_model("bart", "generated"), tiny_tokenizer("bytes")
    inputs = tokenizer("The dog did not", return_tensors="pt")
    wanted = {"output_attentions": True, "return_dict_in_generate": True, "do_sample": False, "num_beams": 1}
    made = model.generate(**inputs, max_new_tokens=5, **wanted)
    export = from_tensors(
        encoder_attention=made.encoder_attentions,
        decoder_attention=made.decoder_attentions,
        cross_attention=made.cross_attentions,
        encoder_tokens=tokenizer.convert_ids_to_tokens(inputs["input_ids"][0]),
        decoder_tokens=tokenizer.convert_ids_to_tokens(made.sequences[0]),
        output=tmp_path / "x",
    )
    with torch.no_grad():
        own = model(**inputs, decoder_input_ids=made.sequences[:, :-1], output_attentions=True)
    fields = (own.encoder_attentions, own.decoder_attentions, own.cross_attentions)
    for part, expected in enumerate(fields):
        for number, weights in layers_of(export, part=part).items():
            assert np.abs(weights - expected[number][0].numpy()).max() <= BOUND + 1e-5
    assert read(export).runs[0].target_generated


def test_sinks_take_what_is_missing(tmp_path):
    layers = [0.5 * layer for layer in random_attention(2, 1, 4, 3, 3)]
    weights = layers_of(from_tensors(WORDS, layers, output=tmp_path / "x", sinks=True))[0]
    assert np.abs(weights - layers[0][0].numpy()).max() <= BOUND


def test_an_export_of_tensors_is_an_export_like_any_other(tmp_path):
    layers = random_attention(2, 1, 4, len(PAIR), len(PAIR))
    export = from_tensors(PAIR, layers, output=tmp_path / "x", sentence_b_start=8, label="my model")
    document = read(export)
    assert (document.text, document.text_b) == ("who was jim henson ?", "a puppeteer")
    assert document.runs[0].source.words == (-1, 0, 1, 2, 3, 3, 4, -1, 5, 6, 6, -1)
    model = Manifest.model_validate_json((export / "manifest.json").read_bytes()).models[0]
    assert (model.label, model.captured_by, model.vectors) == ("my model", "tensors", False)
    assert document.runs[0].attention[0].layers[0].network is not None
    assert attlas.build(export, tmp_path / "page.html").stat().st_size > 100_000


def test_the_same_tensors_give_the_same_bytes_and_others_are_refused(tmp_path):
    layers = random_attention(2, 1, 4, 3, 3)
    for folder in ("a", "b", "b"):
        from_tensors(WORDS, layers, output=tmp_path / folder)
    for path in (tmp_path / "a").rglob("*.json"):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()
    with pytest.raises(AttlasError, match="the documents differ"):
        from_tensors(WORDS, layers[:1], output=tmp_path / "a")
    from_tensors(WORDS, layers[:1], output=tmp_path / "a", overwrite=True)
    assert list(layers_of(tmp_path / "a")) == [0]


def changed(cell: tuple[int, ...], value: float) -> list[torch.Tensor]:
    layers = random_attention(2, 1, 4, 3, 3)
    layers[cell[0]][(0, *cell[1:])] = value
    return layers


GOOD = random_attention(2, 1, 4, 3, 3)


@pytest.mark.parametrize(
    ("tokens", "given", "message"),
    [
        (
            WORDS,
            {"attention": changed((1, 2, 0), float("nan"))},
            "layer 1, head 2, row 0 holds NaN or infinity",
        ),
        (WORDS, {"attention": changed((0, 3, 1, 2), -0.1)}, "layer 0, head 3, row 1 holds a negative weight"),
        (
            WORDS,
            {"attention": changed((1, 0, 2), 0.25)},
            "layer 1, head 0, row 2 sums to 0.75, expected 1 within",
        ),
        (
            WORDS,
            {"attention": [2 * layer for layer in GOOD], "sinks": True},
            "row 0 sums to 2, expected 1 within",
        ),
        (WORDS[:2], {"attention": GOOD}, "layer 0 has 3 queries and 3 keys, expected 2 and 2"),
        ([WORDS, WORDS], {"attention": GOOD}, "layer 0 has 1 documents, expected 2"),
        (WORDS, {"attention": GOOD[0][0, 0]}, "nested 2 deep, expected a list per layer"),
        (WORDS, {"attention": ()}, 'attn_implementation="eager"'),
        (WORDS, {"attention": [None, None]}, 'attn_implementation="eager"'),
        (WORDS, {"attention": [[[[[0.5, 0.5], [1.0]]]]]}, "layer 0 is no array"),
        (WORDS, {"attention": [(GOOD[0],), (GOOD[0].repeat(2, 1, 1, 1),)]}, "generate without beams"),
        (
            WORDS,
            {"attention": [(GOOD[0],), (GOOD[0][:, :, :1].repeat(1, 1, 1, 2),)]},
            "6 keys at a step that had read 4",
        ),
        (WORDS, {}, "there is no attention, expected one of attention, encoder_attention"),
        (None, {"attention": GOOD}, "there is attention and no tokens"),
        (WORDS, {"attention": GOOD, "cross_attention": GOOD}, "there is attention and cross_attention too"),
        (
            None,
            {"cross_attention": GOOD, "decoder_tokens": WORDS},
            "there is cross_attention and no encoder_tokens",
        ),
        ("the", {"attention": GOOD}, "tokens is str, expected a list of tokens"),
        ([[]], {"attention": GOOD}, "tokens is list, expected a list of tokens"),
        (WORDS, {"attention": GOOD, "sentence_b_start": 3}, "sentence_b_start is 3, expected 1 to 2"),
        (WORDS, {"attention": GOOD, "titles": ["a", "b"]}, "titles has 2 entries, expected 1"),
        (WORDS, {"attention": GOOD, "layers": (2,)}, "layer 2 is not in tensors, expected 0 to 1"),
        (WORDS, {"attention": GOOD, "views": ["neurons"]}, "neurons cannot be shown"),
        (WORDS, {"attention": GOOD, "views": ["lens"]}, "lens cannot be shown"),
    ],
)
def test_faults_are_named_by_their_place(tmp_path, tokens, given, message):
    with pytest.raises(AttlasError, match=re.escape(message)):
        from_tensors(tokens, output=tmp_path / "x", **given)
    assert not (tmp_path / "x").exists()
