"""What a reader does in the Tokens view, and that its numbers are those of the export.

Numbers are worked out anew with numpy from the payload, for an encoder, a causal model and a translator.
"""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect

import attlas
from attlas.precompute.codec import decode
from attlas.precompute.contract import Document
from browser.network_acts import SVG, figure, number, press, saved, texts
from browser.token_acts import (
    AGGREGATES,
    CASES,
    ROWS,
    SERIES,
    START,
    aggregates,
    cell_of,
    expected,
    line,
    open_panel,
    opened,
    series,
    table,
    vectors,
)
from token_payloads import N_HEADS, N_LAYERS, N_LONG, TEXT, imported_vectors, token_exports

pytestmark = pytest.mark.browser

CLOSE = {"abs": 2e-6}
DARK = {"color_scheme": "dark"}


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    return token_exports(tmp_path_factory.mktemp("tokens"))


@pytest.fixture(scope="module")
def addresses(exports):
    return {
        name: attlas.build(export, export.with_suffix(".html")).as_uri() for name, export in exports.items()
    }


@pytest.fixture(scope="module")
def first(exports):
    """Give the first document of each export."""
    return {
        name: Document.model_validate_json((export / "documents" / "0.json").read_bytes())
        for name, export in exports.items()
    }


@pytest.fixture
def view(page, addresses):
    """Open the encoder's first document: twelve heads of layer 0."""
    return opened(page, addresses["encoder"])


@pytest.fixture
def imported(page, addresses):
    return opened(page, addresses["imported"], "")


@pytest.fixture(scope="module")
def own(first):
    """Give the self-attention of layer 0, axes (head, token)."""
    return expected(first["encoder"], CASES[0])[0]


def readout(view):
    return view.locator(".readout")


def chooser(view, group):
    return view.get_by_role("group", name=group, exact=True).get_by_role("combobox")


def options(view):
    return view.get_by_role("listbox", name="Text").get_by_role("option")


# METHODS 3.1: the matrix.


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_vectors_are_those_of_the_export(page, addresses, first, case):
    opened(page, addresses[case.export], case.fragment)
    wanted = expected(first[case.export], case)
    found = vectors(page)
    for layer, heads in enumerate(wanted):
        for head, values in enumerate(heads):
            assert found[f"L{layer} · H{head}"] == pytest.approx(values.tolist(), **CLOSE)
    assert len(found) == wanted.shape[0] * wanted.shape[1]


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        ("layer", [(2, head) for head in range(N_HEADS)]),
        ("head", [(layer, 3) for layer in range(N_LAYERS)]),
        ("all", [(layer, head) for layer in range(N_LAYERS) for head in range(N_HEADS)]),
        ("pairing", [(number, number) for number in range(N_LAYERS)]),
    ],
)
def test_the_reader_chooses_whose_vectors(page, addresses, choice, chosen):
    view = opened(page, addresses["encoder"], f"{START}&layer=2&head=3")
    chooser(view, "Vectors").select_option(choice)
    expect(view.get_by_text(f"Vectors: {len(chosen)} of {len(chosen)} shown")).to_be_visible()
    assert list(vectors(page)) == [f"L{layer} · H{head}" for layer, head in chosen]
    if choice != "layer":
        expect(page).to_have_url(re.compile(f"vectors={choice}"))


def test_self_attention_and_attention_received_change_places(page, view, first):
    view.get_by_role("button", name="Attention received").click()
    expect(page).to_have_url(re.compile("quantity=received"))
    wanted = expected(first["encoder"], CASES[1])[0]
    assert vectors(page)["L0 · H4"] == pytest.approx(wanted[4].tolist(), **CLOSE)


def test_across_two_sequences_only_received_attention_is_offered(page, addresses):
    view = opened(page, addresses["translator"], f"{START}&kind=cross")
    expect(view.get_by_role("button", name="Attention to itself")).to_have_count(0)
    expect(view.get_by_text("tokens of two sequences never meet themselves")).to_be_visible()


def test_words_sum_the_keys_and_average_the_queries_of_their_pieces(page, view, first):
    page.get_by_role("button", name="Words", exact=True).click()
    source = first["encoder"].runs[0].source
    tokens = [at for at, word in enumerate(source.words) if source.word_labels[word] == "immeasurably"]
    assert len(tokens) == 2
    expect(options(view)).to_have_count(len(source.word_labels) + 2)
    weights = decode(first["encoder"].runs[0].attention[0].layers[0].weights)
    wanted = weights[:, tokens][:, :, tokens].sum(axis=2).mean(axis=1)
    rows = [row for row in table(page, "vectors") if row["label"] == "immeasurably"]
    assert [float(row["value"]) for row in rows] == pytest.approx(wanted.tolist(), **CLOSE)


def test_special_tokens_can_be_left_out(page, view, own):
    page.get_by_label("Special tokens").uncheck()
    assert vectors(page)["L0 · H0"] == pytest.approx(own[0, 1:-1].tolist(), **CLOSE)


def test_a_pair_has_no_self_attention_between_its_texts(page, addresses):
    view = opened(page, addresses["encoder"], f"{START}&doc=pair&pair=ab")
    expect(view.get_by_text("Between two texts no token looks at itself")).to_be_visible()
    view.get_by_role("button", name="Attention received").click()
    expect(options(view)).to_have_text(["the", "old", "cat", "[SEP]"])


# METHODS 3.2: aggregates.


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_aggregates_are_those_of_numpy(page, addresses, first, case):
    opened(page, addresses[case.export], case.fragment)
    wanted = expected(first[case.export], case)
    found = series(page)
    for name, values in aggregates(np.float32(wanted.reshape(-1, wanted.shape[2])).astype(float)).items():
        assert found[name] == pytest.approx(values.tolist(), rel=1e-4, abs=2e-6)


def test_aggregates_are_never_over_aggregates(page, view, own):
    open_panel(view)
    view.get_by_role("button", name="Pick all").click()
    view.get_by_role("button", name="Add").click()
    view.get_by_role("button", name="Pick all").click()
    view.get_by_role("button", name="Add").click()
    found = series(page)
    assert found["mean"] == pytest.approx(own.mean(axis=0).tolist(), **CLOSE)
    assert found["std"] == pytest.approx(own.std(axis=0, ddof=1).tolist(), rel=1e-4)


def test_one_vector_has_no_deviation(page, addresses):
    removed = ",".join(f"0.{head}:x" for head in range(1, N_HEADS))
    view = opened(page, addresses["encoder"], f"{START}&aggregate=std&styles={removed}")
    expect(view.get_by_text("One vector has no standard deviation.")).to_be_visible()


# METHODS 3.3: the text.


def test_the_text_is_shaded_by_the_chosen_aggregate(view, own):
    chooser(view, "Series").select_option("max")
    expect(view.get_by_text("Shade of the text: Maximum")).to_be_visible()
    shares = [number(each.get_attribute("style").split("--share:")[1]) for each in options(view).all()]
    most = own.max(axis=0)
    assert shares == pytest.approx((45 * np.sqrt(most / most.max())).tolist(), abs=0.51)


def test_pointing_at_the_text_marks_the_series_and_tells_all_aggregates(view, own):
    options(view).nth(3).hover()
    expect(view.locator(".mark")).to_be_visible()
    said = readout(view).inner_text()
    wanted = aggregates(own)
    names = ("mean", "standard deviation", "maximum", "minimum", "range", "entropy")
    for name, key in zip(names, AGGREGATES, strict=True):
        told = float(said.split(f"· {name} ")[1].split(" ")[0])
        assert told == pytest.approx(wanted[key][3], rel=0.06, abs=6e-4)


def test_the_keyboard_keeps_its_token_of_a_long_text_in_sight(page, addresses):
    page.set_viewport_size({"width": 420, "height": 800})
    view = opened(page, addresses["encoder"], f"{START}&doc=long")
    view.get_by_role("listbox", name="Text").focus()
    press(page, "End")
    expect(options(view).last).to_be_in_viewport()
    press(page, "Home")
    expect(options(view).first).to_be_in_viewport()


def test_a_click_pins_a_token_everywhere(page, view):
    options(view).nth(2).click()
    expect(options(view).nth(2)).to_have_attribute("aria-selected", "true")
    expect(page).to_have_url(re.compile("query=2"))
    expect(page.locator("mark.query")).to_have_text("cat")
    options(view).nth(2).click()
    expect(options(view).nth(2)).to_have_attribute("aria-selected", "false")


def test_the_keyboard_walks_the_text(page, view):
    view.get_by_role("listbox", name="Text").focus()
    press(page, "ArrowRight", "ArrowRight", "Enter")
    expect(options(view).nth(2)).to_have_attribute("aria-selected", "true")
    press(page, "End")
    expect(readout(view)).to_contain_text("[SEP]")


# METHODS 3.3: the sequence.


@pytest.mark.parametrize("row", [0, 5, 11])
def test_pointing_at_a_cell_gives_its_number(view, own, row):
    view.locator(ROWS).hover(position=cell_of(row))
    expect(readout(view)).to_contain_text(f"L0 · H{row} ")
    said = readout(view).inner_text().split(f"L0 · H{row} ")[1]
    value, error = (float(each) for each in re.findall(r"\d+\.\d+", said)[:2])
    assert value == pytest.approx(own[row, 0], abs=max(error, 1e-6))
    assert "±" in said


def test_a_click_on_a_cell_pins_the_token_and_selects_the_head_everywhere(page, addresses):
    view = opened(page, addresses["encoder"], f"{START}&vectors=pairing")
    view.locator(ROWS).click(position=cell_of(4))
    expect(page).to_have_url(re.compile("layer=4.*head=4.*query=0"))
    page.get_by_role("tab", name="Heads").click()
    expect(page.get_by_role("button", name="Head 4 of layer 4")).to_have_class(re.compile("selected"))


def test_received_attention_pins_keys(page, addresses):
    view = opened(page, addresses["encoder"], f"{START}&quantity=received")
    view.locator(ROWS).click(position=cell_of(1))
    expect(page).to_have_url(re.compile("head=1&key=0"))
    expect(view.locator(".readout")).to_contain_text("L0 · H1")


def test_the_keyboard_walks_the_cells(page, view, own):
    view.locator(ROWS).focus()
    press(page, "ArrowDown", "ArrowDown", "ArrowRight")
    expect(readout(view)).to_contain_text("L0 · H1")
    said = readout(view).inner_text().split("L0 · H1 ")[1]
    assert number(said) == pytest.approx(own[1, 1], abs=0.003)
    press(page, "Enter")
    expect(page).to_have_url(re.compile("head=1&query=1"))


def test_a_long_text_wraps_and_every_token_stays_above_its_cells(page, addresses):
    opened(page, addresses["encoder"], f"{START}&doc=long")
    root = figure(page, "Save the vectors as SVG")
    labels = {each.text: each for each in root.iter(f"{SVG}text")}
    boxes = [each for each in root.iter(f"{SVG}rect") if each.get("fill-opacity") and each.get("rx") is None]
    lines = {labels[f"w{at}"].get("y") for at in range(N_LONG - 2)}
    assert len(lines) > 4
    lefts = {float(each.get("x")) + float(each.get("width")) / 2 for each in boxes}
    for at in range(N_LONG - 2):
        assert min(abs(left - float(labels[f"w{at}"].get("x"))) for left in lefts) < 1
    picture = page.locator(ROWS).bounding_box()
    assert picture["height"] <= page.viewport_size["height"]


def test_a_long_text_scrolls_to_what_the_keyboard_reaches(page, addresses):
    view = opened(page, addresses["encoder"], f"{START}&doc=long&vectors=all")
    view.locator(ROWS).focus()
    press(page, *["PageDown"] * 8)
    expect(readout(view)).to_contain_text(re.compile(r"tokens? \d{2,3} of 128"))
    assert view.locator(".scroller").evaluate("each => each.scrollTop") > 300
    expect(view.locator(".column")).to_be_in_viewport()


# METHODS 3.3: the series.


def test_the_series_is_a_line_with_red_ends_and_grey_values(page, view, own):
    root = figure(page, "Save the series as SVG")
    groups = {each.get("class"): each for each in root.iter(f"{SVG}g") if each.get("class")}
    n_tokens = own.shape[1]
    assert len(list(groups["values"])) == own.size
    assert len(list(groups["extremes"])) == 2 * n_tokens
    (path,) = root.iter(f"{SVG}path")
    points = np.array(
        [[float(each) for each in point.split()] for point in re.split("[ML]", path.get("d"))[1:]]
    )
    assert len(points) == n_tokens
    heights = points[:, 1]
    slope, offset = np.polyfit(own.mean(axis=0), heights, 1)
    assert slope < 0
    assert heights == pytest.approx(own.mean(axis=0) * slope + offset, abs=0.02)
    tops = np.array([float(each.get("cy")) for each in groups["extremes"]]).reshape(-1, 2)
    assert tops[:, 1] == pytest.approx(own.max(axis=0) * slope + offset, abs=0.6)


def test_the_axis_can_be_logarithmic(page, view, own):
    view.get_by_role("button", name="Log", exact=True).click()
    expect(page).to_have_url(re.compile("axis=log"))
    expect(view.locator(f"{SERIES} canvas")).to_have_attribute("data-drawn", "log")
    (path,) = figure(page, "Save the series as SVG").iter(f"{SVG}path")
    heights = [float(point.split()[1]) for point in re.split("[ML]", path.get("d"))[1:]]
    mean = own.mean(axis=0)
    slope, offset = np.polyfit(np.log(mean), heights, 1)
    assert heights == pytest.approx(np.log(mean) * slope + offset, abs=0.02)


def test_pointing_at_the_series_marks_the_text(view):
    box = view.locator(SERIES).bounding_box()
    view.locator(SERIES).hover(position={"x": box["width"] - 20, "y": 60})
    expect(options(view).last).to_have_class(re.compile("marked"))


def test_dragging_over_the_series_zooms_and_a_double_click_shows_all(page, view):
    view.locator(SERIES).scroll_into_view_if_needed()
    box = view.locator(SERIES).bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 60, steps=4)
    expect(view.locator(".brush")).to_be_visible()
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"span=\d+,\d+"))
    first, last = (view.get_by_label(f"{end} of the series").input_value() for end in ("First", "Last"))
    assert 3 < int(first) < int(last) < 14
    assert len(table(page, "series")) == int(last) - int(first) + 1
    view.locator(SERIES).dblclick(position={"x": 200, "y": 60})
    expect(page).not_to_have_url(re.compile("span="))


def test_the_series_zooms_by_keyboard_and_by_number(page, view):
    view.locator(SERIES).focus()
    press(page, "Home", "+", "+")
    expect(view.get_by_label("Last of the series")).to_have_value("6")
    press(page, "Shift+ArrowRight")
    expect(view.get_by_label("First of the series")).to_have_value("1")
    press(page, "0")
    expect(view.get_by_label("Last of the series")).to_have_value("17")
    view.get_by_label("First of the series").fill("4")
    press(page, "Enter")
    expect(page).to_have_url(re.compile("span=4,17"))
    view.get_by_role("button", name="All", exact=True).click()
    expect(page).not_to_have_url(re.compile("span="))


def test_a_search_for_documents_draws_no_series_again(page, view):
    drawn = """canvas => {
      window.drawings = [];
      new MutationObserver(records => drawings.push(...records)).observe(canvas, { attributes: true });
    }"""
    view.locator(f"{SERIES} canvas").evaluate(drawn)
    page.get_by_role("searchbox").press_sequentially("cat")
    expect(page).to_have_url(re.compile("find=cat"))
    assert page.evaluate("drawings.length") == 0
    view.get_by_role("button", name="Log", exact=True).click()
    expect(view.locator(f"{SERIES} canvas")).to_have_attribute("data-drawn", "log")
    assert page.evaluate("drawings.length") > 0


# METHODS 3.3: what a reader makes of vectors.


def test_a_vector_is_renamed_coloured_and_hidden(page, view):
    open_panel(view)
    line(view, "L0 · H2", "Colour of").fill("#123456")
    line(view, "L0 · H2", "Name of").fill("nouns, mostly: 100 %")
    line(view, "L0 · H2", "Name of").press("Enter")
    line(view, "L0 · H0", "Show").uncheck()
    expect(page).to_have_url(re.compile(r"styles=.*0\.0:"))
    found = vectors(page)
    assert "nouns, mostly: 100 %" in found
    assert "L0 · H0" not in found
    root = figure(page, "Save the vectors as SVG")
    assert any(each.get("fill") == "#123456" for each in root.iter(f"{SVG}rect"))
    page.reload()
    expect(view.get_by_text("Vectors: 11 of 12 shown")).to_be_visible()
    assert list(vectors(page)) == list(found)


def test_a_hidden_vector_counts_and_a_removed_one_does_not(page, view, own):
    open_panel(view)
    line(view, "L0 · H0", "Show").uncheck()
    assert series(page)["mean"] == pytest.approx(own.mean(axis=0).tolist(), **CLOSE)
    line(view, "L0 · H1", "Remove").click()
    left = np.delete(own, 1, axis=0)
    assert series(page)["mean"] == pytest.approx(left.mean(axis=0).tolist(), **CLOSE)
    line(view, "L0 · H1", "Restore").click()
    assert series(page)["mean"] == pytest.approx(own.mean(axis=0).tolist(), **CLOSE)


def test_highlighted_vectors_shade_the_text_and_are_lines(page, view, own):
    open_panel(view)
    line(view, "L0 · H3", "Highlight").check()
    expect(view.get_by_text("Shade of the text: L0 · H3")).to_be_visible()
    assert len(list(figure(page, "Save the series as SVG").iter(f"{SVG}path"))) == 2
    shares = [number(each.get_attribute("style").split("--share:")[1]) for each in options(view).all()]
    assert shares == pytest.approx((45 * np.sqrt(own[3] / own[3].max())).tolist(), abs=0.51)


def test_a_reader_makes_renames_and_removes_an_aggregate(page, view, own):
    open_panel(view)
    for head in (1, 4, 7):
        line(view, f"L0 · H{head}", "Pick").check()
    view.get_by_role("form", name="New aggregate").get_by_role("combobox").select_option("max")
    view.get_by_label("named").fill("three heads")
    view.get_by_role("button", name="Add").click()
    expect(page).to_have_url(re.compile("made=max:0.1-0.4-0.7:three"))
    wanted = own[[1, 4, 7]].max(axis=0).tolist()
    assert series(page)["three heads"] == pytest.approx(wanted, **CLOSE)
    assert vectors(page)["three heads"] == pytest.approx(wanted, **CLOSE)
    expect(chooser(view, "Series")).to_have_value("0")
    page.reload()
    open_panel(view)
    view.get_by_label("Name of the aggregate 1").fill("a few")
    view.get_by_label("Name of the aggregate 1").press("Enter")
    expect(view.get_by_text("Shade of the text: a few")).to_be_visible()
    view.get_by_role("button", name="Remove a few").click()
    expect(page).not_to_have_url(re.compile("made="))
    expect(chooser(view, "Series")).to_have_value("mean")


MADE = f"{START}&made=max:0.1-0.4:mine,min:0.1-0.4:yours"


def test_fields_go_back_to_what_is_there_where_something_else_is_refused(page, addresses):
    view = opened(page, addresses["encoder"], MADE)
    open_panel(view)
    refused = {
        "Last of the series": ("9999", "17"),
        "First of the series": ("", "0"),
        "Name of L0 · H2": ("", "L0 · H2"),
        "Name of the aggregate 1": (" ", "mine"),
    }
    for name, (typed, value) in refused.items():
        field = view.get_by_label(name, exact=True)
        field.fill(typed)
        field.press("Tab")
        expect(field).to_have_value(value)


def test_the_focus_goes_to_what_comes_into_the_place_of_what_is_taken_away(page, addresses):
    view = opened(page, addresses["encoder"], MADE)
    summary = view.locator("summary", has_text="Vectors:")
    open_panel(view)
    steps = [
        ("Remove L0 · H0", "Remove L0 · H1"),
        ("Remove L0 · H11", "Remove L0 · H10"),
        ("Restore L0 · H0", "Restore L0 · H11"),
        ("Restore L0 · H11", None),
        ("Remove mine", "Remove yours"),
        ("Remove yours", None),
    ]
    for pressed, following in steps:
        view.get_by_role("button", name=pressed, exact=True).press("Enter")
        expect(
            view.get_by_role("button", name=following, exact=True) if following else summary
        ).to_be_focused()
    view.get_by_role("button", name="Pick all").click()
    view.get_by_role("button", name="Add").press("Enter")
    expect(view.get_by_role("form", name="New aggregate").get_by_role("combobox")).to_be_focused()
    view.get_by_role("button", name="Pick all").click()
    view.get_by_role("button", name="Remove picked").press("Enter")
    expect(summary).to_be_focused()
    view.get_by_role("button", name="Restore all").press("Enter")
    expect(summary).to_be_focused()


def test_all_vectors_are_hidden_shown_removed_and_restored_at_once(view):
    open_panel(view)
    view.get_by_role("button", name="Hide all").click()
    expect(view.get_by_text("All 12 vectors are hidden")).to_be_visible()
    view.get_by_role("button", name="Show all").click()
    view.get_by_role("button", name="Pick all").click()
    view.get_by_role("button", name="Remove picked").click()
    expect(view.get_by_text("All vectors are removed; restore")).to_be_visible()
    view.get_by_role("button", name="Restore all").click()
    expect(view.get_by_text("Vectors: 12 of 12 shown")).to_be_visible()


# METHODS 3.3: probabilities, files, looks.


def test_the_bar_is_as_wide_as_the_probabilities_and_its_table_says_them(view):
    bar = view.get_by_role("img", name="Class probabilities: calm 75 %, wild 25 %")
    parts = [each.bounding_box()["width"] for each in bar.locator(".part").all()]
    assert parts[0] / sum(parts) == pytest.approx(0.75, abs=0.01)
    view.get_by_role("button", name="Table", exact=True).click()
    rows = view.get_by_role("table", name="Probability of each class").get_by_role("row")
    expect(rows.nth(1)).to_have_text(re.compile("calm.*gold.*0.750"))


def test_the_tables_say_what_the_pictures_show(view, own):
    view.get_by_text("Show as table").click()
    rows = view.get_by_role("region", name="Aggregates", exact=True).get_by_role("row")
    expect(rows).to_have_count(own.shape[1] + 1)
    cells = rows.nth(4).get_by_role("cell")
    assert number(cells.first.inner_text()) == pytest.approx(own[:, 3].mean(), abs=6e-4)
    assert view.get_by_role("region", name="Vectors that are shown").get_by_role("row").count() == N_HEADS + 1


@pytest.mark.parametrize("what", ["vectors", "series"])
def test_pictures_are_saved_as_png(page, view, what):
    assert saved(page, f"Save the {what} as PNG").read_bytes().startswith(b"\x89PNG")


def test_what_is_saved_is_what_is_there(page, view):
    assert set(TEXT.split()) - {"immeasurably", "unbelievable"} <= set(
        texts(figure(page, "Save the vectors as SVG"))
    )


# METHODS 3.6: imported vectors.


def test_imported_vectors_open_on_the_only_view_that_needs_no_attention(page, imported):
    expect(page.get_by_role("tab")).to_have_text(["Tokens"])
    expect(page.get_by_role("tab", name="Tokens")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("group", name="Layer")).to_have_count(0)
    expect(page.get_by_role("complementary", name="Selection")).to_contain_text("were imported")


def test_a_link_to_another_view_of_imported_vectors_leads_to_the_tokens(page, addresses):
    expect(opened(page, addresses["imported"], "#view=network&layer=3&head=2")).to_be_visible()


def test_imported_vectors_are_those_of_the_file(page, imported):
    first, second = imported_vectors()
    rows = table(page, "vectors")
    for block, vectors_of in (("opening", first), ("end", second)):
        found = [float(row["value"]) for row in rows if row["block"] == block]
        assert found == pytest.approx([value for values in vectors_of for value in values], abs=1e-5)
    assert {row["vector"] for row in rows} == {"warm", "Vector 1", "<b>cold</b>", "cold"}


def test_imported_aggregates_are_over_the_vectors_of_their_block(page, imported):
    wanted = [aggregates(np.array(block)) for block in imported_vectors()]
    found = series(page)
    for name in AGGREGATES:
        both = np.concatenate([each[name] for each in wanted]).tolist()
        assert found[name] == pytest.approx(both, rel=1e-4, abs=1e-5)


def test_imported_colours_names_and_highlights_are_kept(page, imported):
    expect(imported.get_by_text("Shade of the text: warm")).to_be_visible()
    open_panel(imported)
    expect(imported.get_by_label("Colour of warm (opening)")).to_have_value("#cc3366")
    imported.get_by_label("Highlight warm (opening)").uncheck()
    expect(imported.get_by_text("Shade of the text: Mean")).to_be_visible()
    expect(page).to_have_url(re.compile("styles=0.0:n"))


def test_imported_outputs_are_shown_with_their_values(imported):
    expect(imported.get_by_role("img", name="Outputs: yes 75 %, Output 1 25 %")).to_be_visible()


def test_the_picture_of_imported_vectors_names_the_blocks(page, imported):
    root = ElementTree.parse(saved(page, "Save the vectors as SVG")).getroot()
    assert {"opening", "end", "<b>cold</b>"} <= set(texts(root))
