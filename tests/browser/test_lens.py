"""HeadLens shows the clusters of the payload, and what goes with what (METHODS 1.8 and 1.9).

Numbers are compared with those that numpy reads from the JSON of the export.
"""

import csv
import json
import re
import shutil
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect

import attlas
from browser.acts import document_heading, open_page
from browser.checks import width_of_content
from browser.lens_acts import (
    AWAY,
    HEAD,
    LAYER,
    ROLES,
    SIMILARITY,
    START,
    TEXTS,
    WRITTEN,
    Head,
    boxed,
    card,
    map_of,
    number,
    opened,
    rows_of,
)
from browser.network_acts import SVG, saved

pytestmark = pytest.mark.browser

TRANSLATOR = f"#doc=one&view=lens&layer={LAYER}&model=m1&head=1"


@pytest.fixture(scope="module")
def head(lens_folder):
    return Head(lens_folder)


@pytest.fixture
def view(page, lens_page):
    return opened(page, lens_page)


def open_tables(region):
    """Unfold the tables of a map or a cluster, and give them by the names of their areas."""
    region.get_by_text("Show as table").click()
    expect(region.get_by_role("table").first).to_be_visible()
    areas = region.get_by_role("region").all()
    return {area.get_attribute("aria-label"): rows_of(area) for area in areas}


def step(page, view, *keys, name=SIMILARITY):
    """Press keys in a map, and give what is said then."""
    map_of(view, name).get_by_role("application").focus()
    for key in keys:
        page.keyboard.press(key)
    return map_of(view, name).get_by_role("status").inner_text()


def to_cell(view, row, column):
    """Keys that lead to a cell of the first map from wherever the keyboard is."""
    return ["PageUp", "Home", *["ArrowDown"] * row, *["ArrowRight"] * column]


def in_sight(mark):
    """Scroll to a mark, and tell where it is."""
    mark.evaluate("node => node.scrollIntoView({ block: 'center' })")
    return mark.bounding_box()


def cloud_words(article):
    """Words of a cloud with their classes, as their titles say them, and how they are drawn."""
    return {
        re.match(r"(.*) \((\S+)\): ", text.locator("title").text_content()).groups(): text
        for text in article.locator("svg text").all()
    }


def bands(view, role, kind, name=SIMILARITY):
    return map_of(view, name).locator(f"rect.{kind}.{role}")


# The map of inner products.


def test_map_holds_the_inner_products_of_the_centroids(view, head):
    rows = open_tables(map_of(view))["Inner products of clusters"]
    shown = {(int(row[0].split()[0]), int(row[1].split()[0])): number(row[2]) for row in rows}
    assert shown == {
        place: pytest.approx(value, rel=0.006, abs=0.001) for place, value in np.ndenumerate(head.similarity)
    }
    assert [number(row[2]) for row in rows] == sorted((number(row[2]) for row in rows), reverse=True)


def test_numbers_are_said_raw_and_scaled(page, view, head):
    said = step(page, view, *to_cell(view, 1, 2))
    value = head.similarity[1, 2]
    assert number(said.split("inner product ")[1]) == pytest.approx(value, rel=0.006)
    scaled = said.split(f"scaled by {head.layer['scaling']} ")[1]
    assert number(scaled) == pytest.approx(value * head.layer["scaling"], rel=0.006)


def test_pointing_at_a_cell_shows_its_numbers(view, head):
    stage = map_of(view).get_by_role("application")
    box = in_sight(map_of(view).locator("rect.box"))
    view.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    pair = head.sketch["query"]["cluster"], head.sketch["key"]["cluster"]
    expect(stage.locator(".tooltip")).to_contain_text("inner product")
    shown = stage.locator(".tooltip dd").first.inner_text()
    assert number(shown) == pytest.approx(head.similarity[pair], rel=0.006)
    view.page.mouse.move(0, 0)
    expect(stage.locator(".tooltip")).to_have_count(0)


def test_scale_is_symmetric_around_0_and_scaled_on_demand(page, view, head):
    scale = map_of(view).get_by_role("group", name="Colours").locator(".scale").first
    ends = [number(end) for end in scale.locator(".number").all_inner_texts()]
    view.get_by_label("Scaled by").check()
    expect(scale).to_contain_text("scaled inner product")
    scaled = [number(end) for end in scale.locator(".number").all_inner_texts()]
    assert ends[0] == -ends[1]
    assert scaled[1] == pytest.approx(ends[1] * head.layer["scaling"], rel=0.01)
    expect(page).to_have_url(re.compile("scaled=yes"))


def channels(colour):
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def test_positive_is_blue_and_negative_red(page, view, head):
    root = ElementTree.parse(saved(page, f"Save {SIMILARITY} as SVG")).getroot()
    fills = [each.get("fill") for each in root.find(f"{SVG}g") if each.tag == f"{SVG}rect"]
    cells = np.reshape(fills[: head.similarity.size], head.similarity.shape)
    largest = np.unravel_index(head.similarity.argmax(), head.similarity.shape)
    red, _, blue = channels(str(cells[largest]))
    assert blue > red
    expect(map_of(view).get_by_text("inner product").first).to_be_visible()
    low = np.unravel_index(head.similarity.argmin(), head.similarity.shape)
    red, _, blue = channels(str(cells[low]))
    assert (red > blue) == (head.similarity.min() < 0)


def test_order_by_likeness_is_that_of_the_export(page, view, head):
    view.get_by_role("button", name="likeness").click()
    expect(page).to_have_url(re.compile("clusters=likeness"))
    first = step(page, view, *to_cell(view, 0, 0))
    assert f"query cluster {head.query_order[0]} (" in first
    assert f"key cluster {head.key_order[0]} (" in first
    last = step(page, view, "PageDown", "End")
    assert f"query cluster {head.query_order[-1]} (" in last
    assert f"key cluster {head.key_order[-1]} (" in last


def test_order_by_size_is_the_first(page, view):
    assert "query cluster 0 (" in (said := step(page, view, *to_cell(view, 0, 0)))
    assert "key cluster 0 (" in said


# What is known of a cluster.


@pytest.mark.parametrize(("name", "role"), [(SIMILARITY, "query"), (SIMILARITY, "key"), (WRITTEN, "value")])
def test_sizes_and_words_of_every_cluster_are_those_of_the_export(view, head, name, role):
    rows = open_tables(map_of(view, name))[f"{role.title()} clusters"]
    assert [int(row[0]) for row in rows] == list(range(head.n[role]))
    assert [number(row[3]) for row in rows] == head.of(role, "sizes").tolist()
    firsts = [row[6].split(", ")[0].strip("“”") for row in rows]
    expected = [head.words(role, "frequent", cluster)[0][0] for cluster in range(head.n[role])]
    assert [first or "," for first in firsts] == expected


def test_shares_of_classes_and_positions_are_those_of_the_export(view, head):
    query, _ = boxed(view)
    tables = open_tables(card(view, "query", query))
    rows = tables[f"Classes and positions of the query cluster {query}"]
    classes = {row[0]: number(row[1]) / 100 for row in rows if row[0]}
    assert classes == pytest.approx(head.classes("query", query), abs=0.006)
    deciles = head.of("query", "deciles")[query]
    shown = [number(row[5]) / 100 for row in rows if row[4]]
    assert shown == pytest.approx(deciles / deciles.sum(), abs=0.006)
    positions = head.of("query", "positions")[query]
    assert [row[6] for row in rows] == [*map(str, range(31)), "later"]
    shown = [number(row[7]) / 100 for row in rows]
    assert shown == pytest.approx(positions / positions.sum(), abs=0.006)


def test_special_tokens_are_classes_of_their_own_and_no_part_of_speech(view, head):
    legend = map_of(view).get_by_role("list", name="Classes of tokens")
    shown = legend.get_by_role("listitem").all_inner_texts()
    classes = {each["name"]: each["role"] for each in head.sequence("query")["classes"]}
    assert set(shown) == set(classes)
    assert [classes[name] for name in shown[-2:]] == ["special", "special"]
    assert {name for name, role in classes.items() if role == "special"} == {"[CLS]", "[SEP]"}


def test_word_in_pieces_has_one_class(head):
    pieces = [
        text["text"] for role in ROLES for c in range(head.n[role]) for text, _, _ in head.examples(role, c)
    ]
    assert any("immeasurably" in text for text in pieces)
    words = {word["text"]: word["word_class"] for word in head.sequence("query")["words"]}
    classes = head.sequence("query")["classes"]
    assert classes[words["immeasurably"]]["role"] == "pos"


def painted(page, view):
    """Fills of a saved map: one per mark."""
    root = ElementTree.parse(saved(page, f"Save {SIMILARITY} as SVG")).getroot()
    return [each.get("fill") for each in root.iter(f"{SVG}rect")]


def test_positions_are_shown_by_tenths_or_by_place(page, view, head):
    by_tenths = painted(page, view)
    view.get_by_role("button", name="0…30").click()
    expect(page).to_have_url(re.compile("positions=places"))
    by_places = painted(page, view)
    n_strips = head.n["query"] + 2 * head.n["key"]
    assert len(by_places) - len(by_tenths) == n_strips * (32 - 10)


def test_bars_of_classes_have_the_colours_of_the_legend(page, view):
    swatches = map_of(view).get_by_role("list", name="Classes of tokens").locator(".swatch")
    colours = swatches.evaluate_all("all => all.map(each => getComputedStyle(each).backgroundColor)")
    as_hex = {"#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", each)) for each in colours}
    assert len(as_hex) == len(colours)
    assert as_hex <= set(painted(page, view))


# Boxing a cell.


def test_strongest_pair_is_boxed_at_first(view, head):
    assert boxed(view) == (head.sketch["query"]["cluster"], head.sketch["key"]["cluster"])


def test_click_boxes_a_cell_and_draws_the_curves(page, view, head):
    lens = map_of(view)
    box = in_sight(lens.locator("rect.box"))
    cell = float(lens.locator("rect.box").get_attribute("height")) - 1
    query, key = boxed(view)
    other = query + 1 if query + 1 < head.n["query"] else query - 1
    down = (other - query) * cell
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + down)
    expect(page).to_have_url(re.compile(f"cell={other},{key}"))
    expect(card(view, "query", other)).to_be_visible()
    expect(lens.locator("path.curve")).to_have_count(2)
    assert lens.locator("rect.box").bounding_box()["y"] - box["y"] == pytest.approx(down, abs=1)


def test_curves_lead_from_the_cell_to_both_rows(view, head):
    lens = map_of(view)
    boxes = [curve.bounding_box() for curve in lens.locator("path.curve").all()]
    cell = lens.locator("rect.box").bounding_box()
    middle = cell["y"] + cell["height"] / 2
    to_row, to_key = boxes
    assert to_row["x"] < cell["x"]
    assert to_row["y"] <= middle <= to_row["y"] + to_row["height"] + 1
    assert to_key["x"] + to_key["width"] > cell["x"] + cell["width"]


def test_enter_boxes_the_cell_that_the_keys_lead_to(page, view):
    step(page, view, *to_cell(view, 2, 1), "Enter")
    expect(page).to_have_url(re.compile("cell=2,1"))
    assert boxed(view) == (2, 1)


def test_link_brings_the_box_back(page, lens_page):
    view = opened(page, lens_page, f"{START}&cell=2,1&written=1,1")
    assert boxed(view) == (2, 1)
    expect(card(view, "value", 1)).to_be_visible()


def test_box_that_there_is_not_is_the_strongest_pair(page, lens_page, head):
    view = opened(page, lens_page, f"{START}&cell=99,1")
    assert boxed(view) == (head.sketch["query"]["cluster"], head.sketch["key"]["cluster"])


def test_escape_goes_back_to_the_strongest_pair(page, lens_page):
    view = opened(page, lens_page, f"{START}&cell=2,1")
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("cell="))
    expect(view).to_be_visible()


# Words and examples.


@pytest.mark.parametrize("which", ["frequent", "distinctive"])
@pytest.mark.parametrize("role", ["query", "key"])
def test_clouds_hold_the_words_of_the_export(page, lens_page, head, role, which):
    view = opened(page, lens_page, f"{START}&cell=0,0&words={which}")
    words = cloud_words(card(view, role, 0))
    assert set(words) == {(text, name) for text, name, _ in head.words(role, which, 0)}


def test_word_of_two_classes_is_two_words_each_in_its_colour(page, lens_page, head):
    """The word was once in the colour of its most frequent class over the corpus, whatever it was in the cluster."""
    cluster = next(c for c in range(head.n["key"]) if "NOUN" in dict(zip_sat(head, c)))
    view = opened(page, lens_page, f"{START}&cell=0,{cluster}")
    words = cloud_words(card(view, "key", cluster))
    counts = dict(zip_sat(head, cluster))
    fills = set()
    for name, count in counts.items():
        title = words["sat", name].locator("title").text_content()
        assert title == f"sat ({name}): {count} {'token' if count == 1 else 'tokens'}"
        fills.add(words["sat", name].get_attribute("fill"))
    assert len(fills) == len(counts) == 2


def zip_sat(head, cluster):
    """Classes and counts of a word of two classes in a cluster of keys."""
    return [(name, count) for text, name, count in head.words("key", "frequent", cluster) if text == "sat"]


def test_more_frequent_words_are_larger(view, head):
    query, _ = boxed(view)
    sizes = {
        word: float(text.get_attribute("font-size"))
        for word, text in cloud_words(card(view, "query", query)).items()
    }
    counted = head.words("query", "frequent", query)
    by_size = [sizes[word, name] for word, name, _ in counted]
    assert by_size == sorted(by_size, reverse=True)


def test_words_have_the_colours_of_their_classes(view, head):
    query, _ = boxed(view)
    legend = map_of(view).get_by_role("list", name="Classes of tokens")
    items = zip(
        legend.get_by_role("listitem").all_inner_texts(),
        legend.locator(".swatch").evaluate_all(
            "all => all.map(each => getComputedStyle(each).backgroundColor)"
        ),
        strict=True,
    )
    colours = dict(items)
    for (_, name), text in cloud_words(card(view, "query", query)).items():
        assert text.evaluate("node => getComputedStyle(node).fill") == colours[name]


def test_switch_shows_distinctive_words_with_their_scores(page, view, head):
    query, _ = boxed(view)
    view.get_by_role("button", name="distinctive", exact=True).click()
    expect(page).to_have_url(re.compile("words=distinctive"))
    shown = cloud_words(card(view, "query", query))
    scores = {
        word: number(text.locator("title").text_content().split("z = ")[1]) for word, text in shown.items()
    }
    words = [(text, name) for text, name, _ in head.words("query", "distinctive", query)]
    assert scores == pytest.approx(
        dict(zip(words, head.z_scores("query", query), strict=True)), rel=0.006, abs=0.006
    )


def test_clouds_lie_the_same_each_time(page, lens_page):
    def places():
        view = opened(page, lens_page, f"{START}&cell=0,0")
        texts = view.get_by_role("article").locator("svg text")
        return texts.evaluate_all(
            "all => all.map(t => [t.textContent, t.getAttribute('x'), t.getAttribute('y')])"
        )

    first = places()
    page.goto("about:blank")
    assert first == places()
    assert len(first) > 5


def test_words_of_a_cloud_do_not_overlap(view):
    article = view.get_by_role("article").first
    boxes = [text.bounding_box() for text in article.locator("svg text").all()]
    # A line's box is higher than its letters.
    trimmed = [
        (b["x"], b["y"] + 0.2 * b["height"], b["x"] + b["width"], b["y"] + 0.8 * b["height"]) for b in boxes
    ]
    for at, a in enumerate(trimmed):
        for b in trimmed[at + 1 :]:
            assert a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1


def test_table_lists_the_words_of_both_clouds(view, head):
    query, _ = boxed(view)
    rows = open_tables(card(view, "query", query))[f"Words of the query cluster {query}"]
    frequent = [(row[0], row[1], int(row[2])) for row in rows if row[0]]
    assert frequent == head.words("query", "frequent", query)
    distinctive = [(row[3], row[4], int(row[5])) for row in rows if row[3]]
    assert distinctive == head.words("query", "distinctive", query)


@pytest.mark.parametrize("role", ["query", "key"])
def test_examples_are_words_in_their_context(page, lens_page, head, role):
    view = opened(page, lens_page, f"{START}&cell=0,0")
    lines = card(view, role, 0).get_by_role("listitem")
    expected = head.examples(role, 0)
    assert lines.count() == len(expected) <= 20
    for line, (text, _, word) in zip(lines.all(), expected, strict=True):
        assert line.locator("mark").inner_text() == (word or "special token")
        assert line.locator("bdi").first.inner_text().replace("special token", "") == text["text"]
    assert len({text["id"] for text, _, _ in expected}) == len(expected)


def test_example_opens_its_document_with_token_and_head_selected(page, lens_page, head):
    view = opened(page, lens_page, f"{START}&cell=0,0")
    text, token, word = next(each for each in head.examples("key", 0) if each[0]["id"] not in ("one", AWAY))
    link = card(view, "key", 0).get_by_role("link").filter(has_text=text["text"])
    address = link.get_attribute("href")
    link.click()
    expect(document_heading(page, text["id"].title())).to_be_visible()
    expect(page).to_have_url(re.compile(rf"doc={text['id']}.*head={HEAD}.*key={token}"))
    expect(view.get_by_role("table", name="Clusters of the pinned tokens")).to_contain_text(word or "[")
    page.goto("about:blank")
    opened(page, lens_page, address)
    expect(document_heading(page, text["id"].title())).to_be_visible()


def test_example_of_a_text_that_is_no_document_is_no_link(page, lens_page, head):
    clusters = [
        (role, cluster)
        for role in ("query", "key")
        for cluster in range(head.n[role])
        if any(text["id"] == AWAY for text, _, _ in head.examples(role, cluster))
    ]
    role, cluster = clusters[0]
    cell = f"{cluster},0" if role == "query" else f"0,{cluster}"
    view = opened(page, lens_page, f"{START}&cell={cell}")
    line = card(view, role, cluster).get_by_role("listitem").filter(has_text=AWAY)
    expect(line).to_have_count(1)
    expect(line.get_by_role("link")).to_have_count(0)


# Values.


def test_second_map_counts_what_is_written_of_which_keys(view, head):
    rows = open_tables(map_of(view, WRITTEN))["Tokens by key and value cluster"]
    shown = {(int(row[0].split()[0]), int(row[1].split()[0])): int(row[2]) for row in rows}
    expected = {place: int(count) for place, count in np.ndenumerate(head.written) if count}
    assert shown == expected
    shares = {(int(row[0].split()[0]), int(row[1].split()[0])): number(row[3]) / 100 for row in rows}
    sums = head.written.sum(1)
    assert shares == pytest.approx(
        {place: count / sums[place[0]] for place, count in expected.items()}, abs=0.006
    )


def test_what_is_written_follows_the_boxed_key_cluster(page, lens_page, head):
    for key in range(head.n["key"]):
        view = opened(page, lens_page, f"{START}&cell=0,{key}")
        expect(card(view, "value", int(head.written[key].argmax()))).to_be_visible()


def test_clicking_the_second_map_shows_a_value_cluster(page, view, head):
    said = step(page, view, *to_cell(view, 1, 2), "Enter", name=WRITTEN)
    assert number(said.split("tokens in both ")[1]) == head.written[1, 2]
    expect(page).to_have_url(re.compile("written=1,2"))
    article = card(view, "value", 2)
    assert set(cloud_words(article)) == {(text, name) for text, name, _ in head.words("value", "frequent", 2)}
    expect(article.get_by_role("listitem")).to_have_count(len(head.examples("value", 2)))
    expect(map_of(view, WRITTEN).locator("path.curve")).to_have_count(2)


# Tokens of the document.


@pytest.mark.parametrize("pin", ["query=2", "key=2"])
def test_pinned_token_marks_the_clusters_of_its_three_vectors(page, lens_page, lens_folder, head, pin):
    view = opened(page, lens_page, f"{START}&{pin}")
    fallen = head.fallen(lens_folder, 0)
    row = rows_of(view.get_by_role("table", name="Clusters of the pinned tokens"))[0]
    assert [int(number(cell)) for cell in row[1:]] == [fallen[role][2] for role in ROLES]
    expect(bands(view, "query", "marked")).to_have_count(1)
    expect(bands(view, "key", "marked")).to_have_count(2)
    expect(bands(view, "key", "marked", WRITTEN)).to_have_count(1)
    expect(bands(view, "value", "marked", WRITTEN)).to_have_count(2)


def test_mark_lies_on_the_cluster_of_the_token(page, lens_page, lens_folder, head):
    view = opened(page, lens_page, f"{START}&query=2&cell={head.fallen(lens_folder, 0)['query'][2]},0")
    band = bands(view, "query", "marked").bounding_box()
    cell = map_of(view).locator("rect.box").bounding_box()
    assert band["y"] + band["height"] / 2 == pytest.approx(cell["y"] + cell["height"] / 2, abs=2)


def test_pointing_at_the_heat_map_marks_clusters_in_both_maps(page, view):
    box = in_sight(view.get_by_role("application", name=re.compile("^Attention of L")))
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
    expect(bands(view, "query", "pointed")).to_have_count(1)
    expect(bands(view, "key", "pointed")).to_have_count(2)
    expect(bands(view, "value", "pointed", WRITTEN)).to_have_count(2)
    page.mouse.move(0, 0)
    expect(view.locator("rect.pointed")).to_have_count(0)


def test_click_in_the_heat_map_pins_and_marks(page, view):
    box = in_sight(view.get_by_role("application", name=re.compile("^Attention of L")))
    page.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
    expect(page).to_have_url(re.compile("query=.*key="))
    expect(bands(view, "query", "marked")).not_to_have_count(0)


@pytest.mark.parametrize("other", ["heads", "model", "network", "neurons", "flows"])
def test_head_selected_in_another_view_opens_in_headlens(page, lens_page, other):
    open_page(page, lens_page, f"#doc=one&view={other}&layer={LAYER}&head={HEAD}")
    selection = page.get_by_role("complementary", name="Selection")
    selection.get_by_role("button", name="Open in HeadLens").press("Enter")
    expect(page.get_by_role("region", name=f"HeadLens of L{LAYER} · H{HEAD}")).to_be_visible()
    expect(selection.get_by_role("button", name="Open in HeadLens")).to_have_count(0)


def test_without_a_head_all_heads_open_in_headlens(page, lens_page):
    open_page(page, lens_page, "#doc=one&view=model")
    page.get_by_role("button", name="All heads in HeadLens").click()
    expect(page.get_by_role("region", name="HeadLens of all heads")).to_be_visible()


@pytest.mark.parametrize("other", ["heads", "model", "network", "neurons"])
def test_token_selected_in_another_view_shows_its_clusters(page, lens_page, lens_folder, head, other):
    open_page(page, lens_page, f"#doc=one&view={other}&layer={LAYER}&head={HEAD}&query=2")
    selection = page.get_by_role("complementary", name="Selection")
    table = selection.get_by_role("table", name="Clusters of the pinned tokens")
    expect(table).to_be_visible()
    fallen = head.fallen(lens_folder, 0)
    assert [int(number(cell)) for cell in rows_of(table)[0][1:]] == [fallen[role][2] for role in ROLES]
    selection.get_by_role("button", name="Open in HeadLens").click()
    expect(page.get_by_role("region", name=f"HeadLens of L{LAYER} · H{HEAD}")).to_be_visible()


def test_cross_attention_has_queries_of_the_target_and_keys_of_the_source(page, lens_page):
    view = opened(page, lens_page, f"{TRANSLATOR}&kind=cross&query=1&key=2")
    rows = rows_of(view.get_by_role("table", name="Clusters of the pinned tokens"))
    assert rows[0][2:] == ["–", "–"]
    assert rows[1][1] == "–"
    said = map_of(view).get_by_role("status").inner_text()
    assert re.search(r"query cluster \d+ \(words\)", said)


# What it is made from.


def test_corpus_and_tagger_are_said(view, head):
    sequence = head.sequence("query")
    text = view.get_by_text(re.compile("^Corpus:"))
    expect(text).to_contain_text(f"{sequence['n_documents']} documents")
    expect(text).to_contain_text(f"all of its {sequence['n_tokens']} tokens")
    expect(text).to_contain_text("words tagged by a rule of the tests (en), dependencies by another rule")


def test_words_without_tags_and_generated_texts_are_said(page, lens_page, lens_folder):
    view = opened(page, lens_page, f"{TRANSLATOR}&kind=decoder")
    text = view.get_by_text(re.compile("^Target corpus:"))
    expect(text).to_contain_text("words without parts of speech")
    expect(text).to_contain_text("written by the model itself")
    for note in Head(lens_folder, model="m1", kind="decoder", head=1).index["notes"]:
        expect(view.get_by_text(note)).to_be_visible()


def test_vectors_before_rotation_are_said(view):
    expect(view.get_by_text("before any rotation by position").first).to_be_visible()


def changed_export(lens_folder, folder, file, **fields):
    """Copy an export, a JSON file of which has other fields, and give its page."""
    copy = shutil.copytree(lens_folder, folder / "export")
    content = json.loads((copy / file).read_bytes())
    (copy / file).write_text(json.dumps({**content, **fields}))
    return attlas.build(copy, folder / "page.html").as_uri()


def test_vectors_after_rotation_are_said(page, lens_folder, tmp_path):
    address = changed_export(lens_folder, tmp_path, f"lens/m0/encoder-{LAYER}.json", rotated=True)
    view = opened(page, address)
    expect(view.get_by_text("taken after their rotation by position")).to_be_visible()


def test_export_without_a_lens_names_the_command(page, sites, tmp_path, lens_folder):
    address = changed_export(lens_folder, tmp_path, "manifest.json", lens=[])
    open_page(page, address, START)
    expect(page.get_by_text("attlas export … --lens CORPUS")).to_be_visible()
    expect(page.get_by_role("complementary").get_by_role("button", name="HeadLens")).to_have_count(0)


@pytest.mark.parametrize("has_vectors", [True, False])
def test_model_without_a_lens_leads_to_the_one_that_has_one(page, tmp_path, lens_folder, has_vectors):
    manifest = json.loads((lens_folder / "manifest.json").read_bytes())
    models = manifest["models"]
    models[0] |= {"vectors": has_vectors, "vectors_note": None if has_vectors else "nobody gives them"}
    address = changed_export(lens_folder, tmp_path, "manifest.json", lens=manifest["lens"][1:], models=models)
    open_page(page, address, START)
    status = page.get_by_role("region", name=re.compile("^HeadLens")).get_by_role("status")
    expect(status).to_contain_text(
        f"There is no HeadLens of {models[0]['label']}" if has_vectors else "cannot be had: nobody gives them"
    )
    status.get_by_role("button", name=f"HeadLens of {models[1]['label']}").click()
    expect(page.get_by_text(re.compile("^Target corpus:"))).to_be_visible()


@pytest.mark.parametrize("number", [0, 1])
def test_missing_shard_gives_one_line(page, watch, lens_folder, tmp_path, number):
    watch.pardoned = ("ERR_FILE_NOT_FOUND",)
    site = attlas.build(lens_folder, tmp_path / "site")
    first = len(TEXTS) - 1
    (site / "shards" / f"{first + (0 if number == 0 else 1 + LAYER)}.js").unlink()
    open_page(page, (site / "index.html").as_uri(), START)
    alert = page.get_by_role("tabpanel").get_by_role("alert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("is missing: shards/")
    page.get_by_role("tab", name="Heads").click()
    expect(page.get_by_role("tabpanel").get_by_role("alert")).to_have_count(0)


def test_note_has_formula_and_citation(view):
    view.get_by_text("What am I looking at?").click()
    for part in ("Park et al. 2019", "Monroe et al. 2008", "Arthur & Vassilvitskii 2007", "= q̄a · k̄b"):
        expect(view.get_by_text(part).last).to_be_visible()


# Files, keyboard, looks.


def test_csv_holds_every_pair(page, view, head):
    rows = list(csv.DictReader(saved(page, f"Save {SIMILARITY} as CSV").read_text("utf-8").splitlines()))
    shown = {
        (int(row["query_cluster"]), int(row["key_cluster"])): float(row["inner_product"]) for row in rows
    }
    assert shown == {p: pytest.approx(v, rel=1e-4, abs=1e-4) for p, v in np.ndenumerate(head.similarity)}
    rows = list(csv.DictReader(saved(page, f"Save {WRITTEN} as CSV").read_text("utf-8").splitlines()))
    assert [int(row["tokens"]) for row in rows] == head.written.ravel().tolist()


@pytest.mark.parametrize("name", [SIMILARITY, WRITTEN])
def test_svg_is_well_formed_and_names_the_clusters(page, view, name):
    root = ElementTree.parse(saved(page, f"Save {name} as SVG")).getroot()
    texts = {text.strip() for text in root.itertext()}
    assert {"classes", "positions", "size", "frequent words", "NOUN", "[CLS]"} <= texts
    assert len(root.findall(f".//{SVG}path")) == 2


def test_png_is_saved(page, view):
    assert saved(page, f"Save {SIMILARITY} as PNG").read_bytes().startswith(b"\x89PNG")


def test_layer_and_head_keys_go_on_in_headlens(page, lens_page):
    opened(page, lens_page)
    page.keyboard.press("g")
    expect(page.get_by_role("region", name=f"HeadLens of L{LAYER} · H{HEAD - 1}")).to_be_visible()
    page.keyboard.press("[")
    expect(page.get_by_role("region", name=f"HeadLens of L{LAYER - 1} · H{HEAD - 1}")).to_be_visible()


def test_narrow_page_holds_everything(page, lens_page):
    page.set_viewport_size({"width": 360, "height": 740})
    view = opened(page, lens_page)
    assert width_of_content(page) == 360
    expect(map_of(view).locator("path.curve")).to_have_count(2)
    expect(card(view, "query", boxed(view)[0])).to_be_visible()


def test_prints(page, view):
    page.emulate_media(media="print")
    expect(map_of(view).locator("canvas[data-drawn]")).to_be_visible()
    expect(view.get_by_role("button", name="likeness")).not_to_be_visible()
