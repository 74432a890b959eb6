"""HeadLens of exports that a model made: grouped queries with a rotation, and all kinds of an encoder-decoder."""

import json
import re

import pytest
from playwright.sync_api import expect

import attlas
from browser.acts import open_page
from browser.lens_acts import SIMILARITY, WRITTEN, map_of, opened
from tiny import save_tiny

pytestmark = pytest.mark.browser

TEXTS = ("the cat sat on the mat", "a dog did not see the cat", "who fed the old dog ?", "the mat was old")
DOCUMENTS = [{"id": str(number), "text": text} for number, text in enumerate(TEXTS)]
KINDS = ("encoder", "decoder", "cross")


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Give a function that exports a tiny model with a lens, and binds it: the export and its page."""

    def exported(family, task, **options):
        folder = tmp_path_factory.mktemp(family)
        model = save_tiny(folder / "model", family, task)
        export = folder / "export"
        options = {"views": ("heads", "lens"), "clusters": 4, **options}
        attlas.export([f"{model}={family}"], DOCUMENTS, export, **options)
        return export, attlas.build(export, folder / "page.html").as_uri()

    return exported


@pytest.fixture(scope="module")
def llama(build):
    return build("llama", "next_token")


@pytest.fixture(scope="module")
def bart(build):
    return build("bart", "generated")


def index_of(export):
    (path,) = export.glob("lens/*/index.json")
    return json.loads(path.read_bytes())


def test_heads_that_share_keys_say_so(page, llama):
    export, address = llama
    (layer,) = export.glob("lens/*/*-1.json")
    key_heads = json.loads(layer.read_bytes())["key_heads"]
    view = opened(page, address, "#view=lens&layer=1&head=0")
    others = [head for head, key_head in enumerate(key_heads) if head > 0 and key_head == key_heads[0]]
    expect(
        view.get_by_text(f"Heads {', '.join(map(str, others))} read the same keys and values")
    ).to_be_visible()
    expect(view.get_by_text("before any rotation by position").first).to_be_visible()


def test_every_head_of_a_model_is_in_the_overview(page, llama):
    export, address = llama
    open_page(page, address, "#view=lens")
    lines = page.get_by_role("region", name="HeadLens of all heads").locator("tbody tr")
    expect(lines).to_have_count(len(index_of(export)["heads"]))


def test_notes_of_the_export_are_said(page, bart):
    export, address = bart
    open_page(page, address, "#view=lens")
    for note in index_of(export)["notes"]:
        expect(page.get_by_text(note)).to_be_visible()
    expect(page.get_by_text(re.compile("^Target corpus:.*written by the model itself"))).to_be_visible()


LITTLE = {
    "one word": ["cat"] * 3,
    "one sentence": ["the cat sat on the mat"] * 40,
    "few tokens": ["cat"],
}


@pytest.mark.parametrize("corpus", LITTLE.values(), ids=LITTLE)
@pytest.mark.parametrize("clusters", [16, "auto"])
def test_corpus_with_little_in_it_has_fewer_clusters_and_a_note(page, build, corpus, clusters):
    texts = [{"id": f"lens {number}", "text": text} for number, text in enumerate(corpus)]
    export, address = build("bert", None, lens=texts, clusters=clusters)
    (layer,) = export.glob("lens/*/*-1.json")
    n_queries, n_keys = (json.loads(layer.read_bytes())[role]["n_clusters"][2] for role in ("query", "key"))
    assert max(n_queries, n_keys) < 16
    view = opened(page, address, "#view=lens&layer=1&head=2")
    expect(view.get_by_text(re.compile("because too few of their vectors differ"))).to_be_visible()
    map_of(view, SIMILARITY).get_by_text("Show as table").click()
    for name, n_clusters in (("Query clusters", n_queries), ("Key clusters", n_keys)):
        table = map_of(view, SIMILARITY).get_by_role("region", name=name, exact=True)
        expect(table.locator("tbody tr")).to_have_count(n_clusters)


def test_only_cluster_of_a_head_is_shown(page, build):
    """Tokens of one word that all read as one: a single text of a model without added tokens."""
    _, address = build("llama", "next_token", lens=[{"id": "lens", "text": "the"}])
    view = opened(page, address, "#view=lens&layer=1&head=0")
    expect(view.get_by_role("article", name=re.compile("^query cluster 0"))).to_be_visible()
    expect(map_of(view, WRITTEN).locator("path.curve")).to_have_count(2)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_both_maps(page, bart, kind):
    view = opened(page, bart[1], f"#view=lens&kind={kind}&layer=1&head=2")
    expect(map_of(view, SIMILARITY).locator("path.curve")).to_have_count(2)
    expect(map_of(view, WRITTEN).locator("path.curve")).to_have_count(2)
