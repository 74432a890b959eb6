"""A page of what was imported from AttViz: it opens on the tokens, and offers nothing that needs attention."""

import json

import pytest
from playwright.sync_api import expect

import attlas
from browser.acts import document_heading, open_document, open_page

pytestmark = pytest.mark.browser

DOCUMENTS = [
    {
        "name": "Foxes",
        "text": "Foxes ran </script><b>home</b>.",
        "sets": [
            {
                "tokens": ["[CLS]", "fox", "##es", "ran", "</script>", "home", "."],
                "attention_vectors": [
                    {"name": "same", "vectors": ["0.5", 0.25, 0.125, 0, 1, 0.75, 0.5], "color": "#cc3366"},
                    {"name": "same", "vectors": [1, 1, 1, 1, 1, 1, 1], "visible": False},
                ],
            }
        ],
        "output_activations": [{"name": "calm", "value": 0.75}, {"name": "wild", "value": 0.25}],
        "hilight": {"block": 0, "vectors": [0]},
    },
    {
        "text": "Hm. Two parts.",
        "sets": [
            {"tokens": ["Hm", "."], "attention_vectors": [{"vectors": [0.1, 0.2]}]},
            {
                "name": "second",
                "tokens": ["Two", "parts", "."],
                "attention_vectors": [{"vectors": [-3, 12.5, 4]}],
            },
        ],
        "output_activations": [{"value": 3.5}],
    },
]


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("imported")
    (folder / "reviews.json").write_text(json.dumps(DOCUMENTS), "utf-8")
    export = attlas.import_attviz(folder / "reviews.json", folder / "x.export")
    return attlas.build(export, folder / "page.html").as_uri()


@pytest.mark.parametrize("fragment", ["", "#view=heads&layer=3", "#view=flows", "#doc=2&view=lens"])
def test_only_views_without_attention_are_offered(page, imported, fragment):
    open_page(page, imported, fragment)
    expect(page.get_by_role("tab")).to_have_text(["Tokens"])
    expect(page.get_by_role("tab", name="Tokens")).to_have_attribute("aria-selected", "true")


def test_every_document_opens(page, imported):
    open_page(page, imported)
    expect(document_heading(page, "Foxes")).to_be_visible()
    expect(page.get_by_text("Foxes ran </script><b>home</b>.").first).to_be_visible()
    open_document(page, "Hm. Two parts.", heading="2")
    expect(page.get_by_text("3.5").first).to_be_visible()


@pytest.mark.parametrize("options", [{"java_script_enabled": False}])
def test_without_a_script_the_largest_values_are_listed(page, imported):
    page.goto(imported)
    table = (
        page.get_by_role("table").filter(has_text="The token with the largest value of every vector").first
    )
    expect(table.get_by_role("row")).to_have_text(["VectorTokenValue", "same</script>1", "same[CLS]1"])
