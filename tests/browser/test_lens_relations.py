"""HeadLens shows parts of speech or relations of dependency in the bars of its clusters (METHODS 1.8 and 1.9)."""

import csv
import json
import re

import pytest
from playwright.sync_api import expect

import attlas
from browser.checks import needs_axe, violations, width_of_content
from browser.lens_acts import (
    LAYER,
    SIMILARITY,
    START,
    Head,
    boxed,
    card,
    lens_export,
    map_of,
    opened,
    rows_of,
)
from browser.network_acts import saved

pytestmark = pytest.mark.browser

RELATED = f"{START}&classing=relations"
TRANSLATOR = f"#doc=one&view=lens&layer={LAYER}&model=m1&head=1&classing=relations"
SWITCH = "What the bars show of words"


@pytest.fixture(scope="module")
def head(lens_folder):
    return Head(lens_folder)


def legend(view):
    return (
        map_of(view).get_by_role("list", name="Classes of tokens").get_by_role("listitem").all_inner_texts()
    )


def shown_shares(article):
    """Give the shares that a cluster's card names, by class."""
    facts = [each.inner_text().rsplit(" ", 2) for each in article.locator(".facts span").all()]
    return {parts[0]: float(parts[1]) / 100 for parts in facts if parts[-1] == "%" and "," not in parts[0]}


def test_switch_changes_bars_legend_and_fragment_and_back(page, lens_page, head):
    view = opened(page, lens_page)
    group = view.get_by_role("group", name=SWITCH)
    assert set(legend(view)) == {each["name"] for each in head.sequence("query")["classes"]}
    group.get_by_role("button", name="dependencies").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("classing=relations"))
    names = legend(view)
    assert set(names) == {each["name"] for each in head.sequence("query")["relations"]}
    assert names[0] == "nsubj"
    assert set(names[-2:]) == {"[CLS]", "[SEP]"}
    group.get_by_role("button", name="parts of speech").click()
    expect(page).not_to_have_url(re.compile("classing"))
    assert "NOUN" in legend(view)


@pytest.mark.parametrize("role", ["query", "key"])
def test_cards_name_the_shares_of_the_export(page, lens_page, head, role):
    view = opened(page, lens_page, RELATED)
    cluster = boxed(view)[role == "key"]
    expected = head.classes(role, cluster, "relations")
    shown = shown_shares(card(view, role, cluster))
    assert shown
    assert shown == {name: pytest.approx(expected[name], abs=0.006) for name in shown}
    assert max(expected, key=expected.get) in shown


def test_pointing_at_a_bar_shows_relations(page, lens_page, head):
    view = opened(page, lens_page, RELATED)
    stage = map_of(view).get_by_role("application")
    stage.scroll_into_view_if_needed()
    box, cell = stage.bounding_box(), map_of(view).locator("rect.box").bounding_box()
    page.mouse.move(box["x"] + 20, cell["y"] + cell["height"] / 2)
    expected = head.classes("query", boxed(view)[0], "relations")
    expect(stage.locator(".tooltip")).to_contain_text(max(expected, key=expected.get))


def test_words_keep_their_parts_of_speech_with_a_legend_of_their_own(page, lens_page):
    view = opened(page, lens_page, RELATED)
    article = view.get_by_role("article").first
    speech = article.get_by_role("list", name="Parts of speech of the words")
    colours = speech.locator(".swatch").evaluate_all(
        "all => all.map(e => getComputedStyle(e).backgroundColor)"
    )
    words = article.locator("svg text").evaluate_all("all => all.map(e => getComputedStyle(e).fill)")
    assert set(words) == set(colours)


def test_table_and_csv_hold_the_relations(page, lens_page, head):
    view = opened(page, lens_page, RELATED)
    query, _ = boxed(view)
    article = card(view, "query", query)
    article.get_by_text("Show as table").click()
    name = f"Classes and positions of the query cluster {query}"
    rows = rows_of(article.get_by_role("region", name=name))
    shares = {row[2]: float(row[3].split()[0]) / 100 for row in rows if row[2]}
    assert shares == pytest.approx(head.classes("query", query, "relations"), abs=0.006)
    lines = csv.DictReader(saved(page, f"Save {SIMILARITY} as CSV").read_text("utf-8").splitlines())
    named = {int(line["query_cluster"]): line["query_relation"] for line in lines}
    assert len(named) == head.n["query"]
    assert all(named.values())


def test_side_without_a_parser_keeps_its_classes(page, lens_page):
    view = opened(page, lens_page, f"{TRANSLATOR}&kind=cross")
    names = legend(view)
    assert "word" in names
    assert "nsubj" in names
    opened(page, lens_page, f"{TRANSLATOR}&kind=decoder")
    expect(view.get_by_role("group", name=SWITCH)).to_have_count(0)
    assert "nsubj" not in legend(view)


def test_lens_without_a_parser_offers_no_switch_and_says_so(page, lens_folder, tmp_path):
    """Also what exports from before relations look like."""
    folder = lens_export(tmp_path / "export")
    for path in folder.glob("lens/*/*.json"):
        content = json.loads(path.read_bytes())
        for part in (
            *content.get("sequences", ()),
            *(content.get(role, {}) for role in ("query", "key", "value")),
        ):
            part.pop("relations", None)
            part.pop("parser", None)
        path.write_text(json.dumps(content))
    view = opened(page, attlas.build(folder, tmp_path / "page.html").as_uri(), RELATED)
    expect(view.get_by_role("group", name=SWITCH)).to_have_count(0)
    expect(view.get_by_text(re.compile("^Corpus:"))).to_contain_text("(en), without dependencies")
    assert "NOUN" in legend(view)
    assert Head(folder).layer["layer"] == LAYER


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, {"color_scheme": "dark"}])
@needs_axe
def test_nothing_hinders_readers(page, lens_page, options):
    page.emulate_media(**options)
    opened(page, lens_page, RELATED)
    assert violations(page) == []


def test_narrow_page_holds_everything(page, lens_page):
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, lens_page, RELATED)
    assert width_of_content(page) == 360
