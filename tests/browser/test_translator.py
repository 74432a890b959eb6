"""Encoder-decoder models in every view: three kinds of attention, sides of unequal size, targets given and generated.

The translator has one encoder layer of four heads and two decoder layers of two, and vectors for all of them.
"""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import attlas
from attlas.precompute.codec import encode, encode_vectors
from attlas.precompute.contract import Attention, AttentionLayer, HeadVectors
from browser.acts import open_page
from browser.network_acts import number
from payloads import document, translator_run, write_export

pytestmark = pytest.mark.browser

TEXT, TARGET = "the old cat sat", "die Katze saß"
DIM, SCALING, QUERY, HEAD = 6, 0.5, 1, 1
SHAPES = {"encoder": (1, 4), "decoder": (2, 2), "cross": (2, 2)}
"""Layers and heads of each kind."""

VIEWS = {
    "heads": "Heads of layer {layer}",
    "model": "Heads of the model",
    "neurons": "Neurons of L{layer} · H1",
    "network": "Network of words",
}


def vectors_of(kind, layer, n_query, n_key):
    """Give queries, keys and the attention that follows, axes (head, query, key)."""
    rng = np.random.default_rng([layer, list(SHAPES).index(kind)])
    n_heads = SHAPES[kind][1]
    query, key = (rng.normal(size=(n_heads, n, DIM)) for n in (n_query, n_key))
    scores = SCALING * np.einsum("hqd,hkd->hqk", query, key)
    if kind == "decoder":
        scores[:, ~np.tri(n_query, dtype=bool)] = -np.inf
    mass = np.exp(scores)
    return query, key, mass / mass.sum(axis=2, keepdims=True)


def layer_of(kind, layer, n_query, n_key):
    query, key, weights = vectors_of(kind, layer, n_query, n_key)
    heads = tuple(range(len(query)))
    vectors = HeadVectors(
        query=encode_vectors(query, bits=24),
        key=encode_vectors(key, bits=24),
        value=encode_vectors(key),
        key_heads=heads,
        rotated=False,
        scaling=SCALING,
        soft_cap=None,
        offset_bias=None,
        key_bias=None,
        pair_terms=None,
        outside=None,
        visible_back=None,
        visible_ahead=0 if kind == "decoder" else None,
        max_error=0,
    )
    return AttentionLayer(layer=layer, heads=heads, weights=encode(weights), vectors=vectors)


def lengths(run, kind):
    n = {"source": len(run.source.tokens), "target": len(run.target.tokens)}
    return n["source" if kind == "encoder" else "target"], n["target" if kind == "decoder" else "source"]


def uneven(run):
    """Give a run other layers and heads on its two sides."""
    parts = tuple(
        Attention(
            kind=part.kind,
            query=part.query,
            key=part.key,
            layers=tuple(
                layer_of(part.kind, layer, *lengths(run, part.kind)) for layer in range(SHAPES[part.kind][0])
            ),
        )
        for part in run.attention
    )
    return run.model_copy(update={"attention": parts})


@pytest.fixture(scope="module")
def run():
    return uneven(translator_run(TEXT, TARGET))


@pytest.fixture(scope="module")
def address(run, tmp_path_factory):
    given = run.model_copy(update={"target_generated": False})
    folder = tmp_path_factory.mktemp("translator")
    documents = [
        document("written", [run], TEXT, title="Written"),
        document("given", [given], TEXT, title="Given").model_copy(update={"target": TARGET}),
    ]
    return attlas.build(write_export(folder / "export", documents), folder / "page.html").as_uri()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", SHAPES)
def test_every_kind_has_its_own_layers_and_heads_in_every_view(page, address, view, kind):
    open_page(page, address, f"#doc=written&view={view}&head={HEAD}")
    page.get_by_role("group", name="Kind of attention").get_by_role(
        "button", name=kind.capitalize(), exact=True
    ).click()
    n_layers, n_heads = SHAPES[kind]
    page.get_by_role("group", name="Layer", exact=True).get_by_role("combobox").select_option(
        str(n_layers - 1)
    )
    shown = page.get_by_role("region", name=VIEWS[view].format(layer=n_layers - 1))
    expect(shown).to_be_visible()
    expect(shown.locator("canvas").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    choices = page.get_by_role("group", name="Layer", exact=True).get_by_role("option")
    expect(choices).to_have_count(n_layers)
    if view == "heads":
        expect(shown.get_by_role("toolbar").get_by_role("button")).to_have_count(n_heads)
    if view == "neurons":
        expect(shown.get_by_role("combobox", name="Head").get_by_role("option")).to_have_count(n_heads)


@pytest.mark.parametrize("kind", SHAPES)
def test_columns_hold_the_tokens_of_their_sides(page, address, run, kind):
    open_page(page, address, f"#doc=written&view=heads&kind={kind}")
    for name, n_tokens in zip(("Query", "Key"), lengths(run, kind), strict=True):
        expect(page.get_by_role("listbox", name=name).get_by_role("option")).to_have_count(n_tokens)


@pytest.mark.parametrize("kind", SHAPES)
def test_neurons_lead_to_the_attention_of_every_kind(page, address, run, kind):
    layer = SHAPES[kind][0] - 1
    open_page(page, address, f"#doc=written&view=neurons&kind={kind}&layer={layer}&head={HEAD}&query={QUERY}")
    neurons = page.get_by_role("region", name=f"Neurons of L{layer}")
    neurons.get_by_text("Show as table").click()
    table = neurons.get_by_role("region", name="Keys").get_by_role("row")
    query, key, weights = vectors_of(kind, layer, *lengths(run, kind))
    expect(table).to_have_count(1 + key.shape[1])
    rows = table.all()[1:]
    n_seen = QUERY + 1 if kind == "decoder" else len(rows)
    cells = [row.get_by_role("cell").all_inner_texts() for row in rows]
    assert [number(row[0]) for row in cells[:n_seen]] == pytest.approx(
        (key[HEAD] @ query[HEAD, QUERY])[:n_seen], abs=0.006
    )
    assert [number(row[2]) for row in cells[:n_seen]] == pytest.approx(
        weights[HEAD, QUERY, :n_seen], abs=6e-4
    )
    assert {row[0] for row in cells[n_seen:]} <= {"masked"}


@pytest.mark.parametrize(
    ("title", "heading"), [("Written", "Target, written by the model"), ("Given", "Target")]
)
def test_a_target_that_was_given_is_told_from_one_that_was_generated(page, address, title, heading):
    open_page(page, address, f"#doc={title.lower()}")
    article = page.get_by_role("article", name=title)
    expect(article.get_by_role("heading", name=re.compile("^Target"))).to_have_text(heading)
    expect(article).to_contain_text(TARGET)
