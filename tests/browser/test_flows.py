"""The Flows view shows how attention reaches the root: graph, influence, rings, and what can be done with them.

Everything is compared with flows worked out slowly, in plain sets, from the JSON of the export.
"""

import itertools
import math
import re

import pytest
from playwright.sync_api import expect

import attlas
from browser.flow_acts import (
    SVG,
    Drawn,
    Figure,
    Flow,
    Passage,
    cells,
    documents_of,
    hops_of,
    opened,
    pairs,
    passages,
    place,
    press,
    rows,
    saved,
    stage,
)
from flow_payloads import N_BEFORE, N_DEEP, N_HEADS, N_LAYERS, flow_exports
from tiny import save_tiny

pytestmark = pytest.mark.browser

TAUS = (0.02, 0.1, 0.25, 0.5, 0.9)
TAU = 0.3
START = f"doc=alone&tau={TAU}"
TOKENS = 15
MODELS = {"heads": 0, "heads_other": 1}


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    return flow_exports(tmp_path_factory.mktemp("flows"))


@pytest.fixture(scope="module")
def pages(exports):
    return {name: attlas.build(path, path.parent / f"{name}.html").as_uri() for name, path in exports.items()}


@pytest.fixture(scope="module")
def alone(exports):
    """Give what one model made of a pair of sentences."""
    return documents_of(exports["one"])["alone"].runs[0]


@pytest.fixture
def view(page, pages):
    return opened(page, pages["one"], START)


def rings_of(flow):
    """Count the tokens of each ring that has any, from the innermost outwards."""
    counts = [sum(ring == each for each, _ in flow.nodes) for ring in range(1, len(flow.hops) + 1)]
    return [count for count in counts if count]


# 2.1 The graph.


@pytest.mark.parametrize("tau", TAUS)
def test_edges_are_those_above_the_threshold_reached_from_the_root(page, pages, alone, tau):
    opened(page, pages["one"], f"doc=alone&tau={tau}")
    flow = Flow(alone, 0, tau)
    assert passages(page, flow) == flow.passages


def test_a_higher_threshold_only_removes_edges(page, view, alone):
    flow, before = Flow(alone, 0, TAU), passages(page, Flow(alone, 0, TAU))
    view.get_by_label("Threshold τ").fill("0.45")
    view.get_by_label("Threshold τ").press("Enter")
    expect(page).to_have_url(re.compile("tau=0.45"))
    after = passages(page, flow)
    assert after < before
    assert after == Flow(alone, 0, 0.45).passages


def test_the_slider_moves_the_threshold(page, view, alone):
    view.get_by_role("slider", name="Attention above τ").focus()
    press(page, "ArrowRight", "ArrowRight")
    expect(page).to_have_url(re.compile("tau=0.31"))
    flow = Flow(alone, 0, 0.31)
    assert passages(page, flow) == flow.passages


@pytest.mark.parametrize("root", [5, TOKENS - 1])
def test_any_token_can_be_the_root(page, view, alone, root):
    view.get_by_role("combobox", name="Root").select_option(str(root))
    expect(page).to_have_url(re.compile(f"root={root}"))
    flow = Flow(alone, root, TAU)
    assert passages(page, flow) == flow.passages


def test_double_click_in_the_text_makes_a_root(page, view, alone):
    cells(view)[4].dblclick()
    expect(page).to_have_url(re.compile("root=4"))
    assert passages(page, Flow(alone, 4, TAU)) == Flow(alone, 4, TAU).passages


def test_keyboard_makes_a_root(page, view):
    cells(view)[0].focus()
    press(page, "ArrowRight", "ArrowRight", "r")
    expect(page).to_have_url(re.compile("root=2"))


def test_the_frozen_token_can_be_made_the_root(page, pages):
    view = opened(page, pages["one"], f"{START}&frozen=encoder2.3")
    view.get_by_role("button", name="Make it the root").click()
    expect(page).to_have_url(re.compile("root=3"))
    expect(page).not_to_have_url(re.compile("frozen"))


def test_a_writer_is_read_from_its_last_token(page, pages, exports):
    opened(page, pages["writer"], f"tau={TAU}")
    [run] = documents_of(exports["writer"])["written"].runs
    flow = Flow(run, len(run.source.tokens) - 1, TAU)
    assert flow.passages
    assert passages(page, flow) == flow.passages


@pytest.mark.parametrize("root", [None, 2])
def test_a_translator_crosses_from_the_target_to_the_encoder(page, pages, exports, root):
    chosen = "" if root is None else f"&root={root}"
    opened(page, pages["translator"], f"tau={TAU}{chosen}")
    [run] = documents_of(exports["translator"])["translated"].runs
    flow = Flow(run, len(run.target.tokens) - 1 if root is None else root, TAU)
    assert {flow.hops[each.hop].kind for each in flow.passages} == {"decoder", "cross", "encoder"}
    assert passages(page, flow) == flow.passages


def test_rings_of_a_translator_are_named(page, pages):
    opened(page, pages["translator"], f"tau={TAU}")
    names = [text for text in Figure(page).texts if re.match("encoder|decoder", text)]
    assert names == ["decoder L1", "decoder L0", "encoder output", "encoder L1", "encoder L0"]


def test_a_translators_focus_goes_through_cross_attention(page, pages, exports):
    [run] = documents_of(exports["translator"])["translated"].runs
    flow = Flow(run, len(run.target.tokens) - 1, TAU)
    token = next(token for ring, token in sorted(flow.nodes) if ring == 4)
    opened(page, pages["translator"], f"tau={TAU}&frozen=encoder1.{token}")
    assert passages(page, flow) == flow.around((4, token))


# 2.2 Through any head, or only through some of a layer.


def test_only_chosen_heads_of_a_layer_pass(page, pages, alone):
    view = opened(page, pages["one"], f"{START}&layer=1")
    for head in (0, 3, 5):
        view.get_by_role("button", name=f"Pass through head {head} of layer 1").click()
    expect(page).to_have_url(re.compile(r"through=encoder1\.1\.2\.4"))
    flow = Flow(alone, 0, TAU, lambda hop, head: hop.layer != 1 or head in {1, 2, 4})
    assert passages(page, flow) == flow.passages
    view.get_by_role("button", name="All heads").click()
    expect(page).not_to_have_url(re.compile("through"))


def test_one_head_is_left_by_a_double_click_and_the_others_from_another_layer(page, pages, alone):
    view = opened(page, pages["one"], f"{START}&layer=1")
    view.get_by_role("button", name="Pass through head 2 of layer 1").dblclick()
    expect(page).to_have_url(re.compile(r"through=encoder1\.2"))
    flow = Flow(alone, 0, TAU, lambda hop, head: hop.layer != 1 or head == 2)
    assert passages(page, flow) == flow.passages
    page.get_by_role("button", name="Next layer").click()
    view.get_by_role("button", name="encoder L1: 2").click()
    expect(page).not_to_have_url(re.compile("through"))


# 2.3 Influence.


@pytest.mark.parametrize("layer", range(N_LAYERS))
@pytest.mark.parametrize("tau", [0.1, TAU])
def test_circles_are_the_influence_at_the_selected_layer(page, pages, alone, layer, tau):
    view = opened(page, pages["one"], f"doc=alone&tau={tau}&layer={layer}")
    expect(view.get_by_role("heading", name=f"Influence at L{layer}")).to_be_visible()
    flow, ring = Flow(alone, 0, tau), N_LAYERS - layer
    expected = [min(5, math.ceil(flow.influence(ring, token))) for token in range(TOKENS)]
    assert [int(cell.get_attribute("data-circles")) for cell in cells(view)] == expected
    shown = [cell.locator(".circles").inner_text().count("●") for cell in cells(view)]
    assert shown == expected


def test_the_table_says_the_influence_of_every_token(view, alone):
    view.get_by_text("Show as table").click()
    table = view.get_by_role("region", name="Tokens of the rings")
    expect(table.get_by_role("row")).not_to_have_count(0)
    found = [row.get_by_role("cell").all_inner_texts() for row in table.get_by_role("row").all()[1:]]
    flow = Flow(alone, 0, TAU)
    tokens = [(ring, token) for ring, token in sorted(flow.nodes) if ring > 0]
    assert [float(row[1]) for row in found] == pytest.approx(
        [flow.influence(*each) for each in tokens], abs=6e-4
    )
    assert [int(row[2]) for row in found] == [flow.count(*each) for each in tokens]


def test_both_sentences_stand_above_the_rings_with_the_prediction(view):
    sentences = view.get_by_role("region", name="Sentences")
    assert sentences.get_by_role("group").evaluate_all("all => all.map(each => each.ariaLabel)") == [
        "Sentence A",
        "Sentence B",
    ]
    expect(sentences.get_by_role("list", name="Predictions")).to_contain_text("calm 75 %, gold label at 75 %")
    expect(sentences).to_contain_text("Gold label: calm")


# 2.4 Rings.


def test_a_ring_per_layer_holds_the_tokens_of_the_graph(page, view, alone):
    figure, flow = Figure(page), Flow(alone, 0, TAU)
    assert figure.circles == sorted(figure.circles)
    assert [len(figure.ring(radius)) for radius in figure.circles] == rings_of(flow)
    assert [mark.label for mark in figure.marks if math.hypot(mark.x, mark.y) < 1] == ["[CLS]"]


def test_the_first_sentence_runs_clockwise_and_the_second_the_other_way(page, view, alone):
    figure, flow = Figure(page), Flow(alone, 0, TAU)
    outermost = sorted(token for ring, token in flow.nodes if ring == N_LAYERS)
    angles = [math.atan2(mark.x, -mark.y) % math.tau for mark in figure.ring(figure.circles[-1])]
    first = [
        angle for angle, token in zip(angles, outermost, strict=True) if alone.source.segments[token] == 0
    ]
    second = [
        angle for angle, token in zip(angles, outermost, strict=True) if alone.source.segments[token] == 1
    ]
    assert first == sorted(first)
    assert second == sorted(second, reverse=True)
    assert first[0] == pytest.approx(math.tau - second[0], abs=0.02)


def test_a_thick_tick_marks_where_the_sentences_meet(page, view, alone):
    figure = Figure(page)
    ticks = [line for line in figure.root.iter(f"{SVG}line") if float(line.get("stroke-width")) > 4]
    assert len(ticks) == len(rings_of(Flow(alone, 0, TAU)))


def test_no_text_stands_on_its_head(page, pages):
    opened(page, pages["deep"], "tau=0.1")
    assert all(abs(mark.turn) <= 90.1 for mark in Figure(page).marks)


def test_the_dial_shows_positions_in_the_sentence(page, pages, alone):
    view = opened(page, pages["one"], f"{START}&layer={N_LAYERS - 1}")
    tokens = sorted(token for ring, token in Flow(alone, 0, TAU).nodes if ring == 1)
    dial = view.get_by_role("img", name=re.compile("Positions"))
    name = dial.get_attribute("aria-label")
    assert [int(text) for text in name.split(": ")[1].split(", ")] == sorted(
        tokens, key=lambda token: (alone.source.segments[token], token)
    )


def test_dense_rings_fold_with_a_count_and_open_again(page, pages, exports):
    view = opened(page, pages["deep"], "tau=0.05")
    [run] = documents_of(exports["deep"])["deep"].runs
    counts = rings_of(Flow(run, 0, 0.05))
    folded = [text for text in Figure(page).texts if re.fullmatch(r"L\d+: \d+", text)]
    assert len(counts) == N_DEEP
    assert [int(text.split(": ")[1]) for text in folded] == [count for count in counts if count > 60]
    view.get_by_role("button", name=re.compile(r"^L0, .*: open")).click()
    expect(page).to_have_url(re.compile("open=encoder0"))
    assert "L0" in Figure(page).texts


def test_the_densest_rings_fold_when_there_are_more_than_twelve(page, pages, exports):
    opened(page, pages["deep"], "tau=0.2")
    [run] = documents_of(exports["deep"])["deep"].runs
    counts = rings_of(Flow(run, 0, 0.2))
    folded = [text for text in Figure(page).texts if re.fullmatch(r"L\d+: \d+", text)]
    assert len(counts) - len(folded) <= 12
    assert len(folded) == max(len(counts) - 12, sum(count > 60 for count in counts))


def test_zoom_and_pan_by_buttons_keys_and_mouse(page, view):
    def outline():
        return stage(view).locator("svg g").first.get_attribute("transform")

    whole = outline()
    view.get_by_role("button", name="Zoom in").click()
    zoomed = outline()
    assert zoomed != whole
    stage(view).focus()
    press(page, "Control+ArrowLeft")
    assert outline() not in {whole, zoomed}
    press(page, "0")
    assert outline() == whole
    press(page, "+", "-")
    assert outline() != ""
    view.get_by_role("button", name="Fit").click()
    stage(view).hover(position={"x": 6, "y": 300})
    page.mouse.down()
    page.mouse.move(300, 400, steps=4)
    page.mouse.up()
    assert outline() != whole


# 2.5 Glyphs and sparklines.


def test_a_square_per_head_is_the_darker_the_more_it_reads(page, view, alone):
    figure, flow = Figure(page), Flow(alone, 0, TAU)
    [root] = [mark for mark in figure.marks if math.hypot(mark.x, mark.y) < 1]
    squares = [rect for rect in root.group.findall(f"{SVG}rect") if rect.get("fill-opacity") is not None]
    full = [float(rect.get("fill-opacity")) for rect in squares if float(rect.get("width")) > 4][1:]
    reads = [sum(each.hop == 0 and each.head == head for each in flow.passages) for head in range(N_HEADS)]
    levels = [0.4 + 0.6 * (min(5, count) - 1) / 4 for count in reads if count]
    grounds = [opacity for opacity in full if opacity == 0.2]
    assert len(grounds) == N_HEADS
    assert [opacity for opacity in full if opacity != 0.2] == pytest.approx(levels, abs=0.01)


def test_six_heads_stand_in_two_rows(page, view):
    figure = Figure(page)
    [root] = [mark for mark in figure.marks if math.hypot(mark.x, mark.y) < 1]
    grounds = [rect for rect in root.group.findall(f"{SVG}rect") if rect.get("fill-opacity") == "0.2"]
    assert [len({rect.get(axis) for rect in grounds}) for axis in ("x", "y")] == [3, 2]


def test_a_sparkline_shows_who_reads_a_token_by_relative_position(page, view, alone):
    figure, flow = Figure(page), Flow(alone, 0, TAU)
    ring = 2
    tokens = sorted(token for each, token in flow.nodes if each == ring)
    step = 26 / 25
    for token, mark in zip(tokens, figure.ring(figure.circles[ring - 1]), strict=True):
        bars = [
            rect
            for rect in mark.group.findall(f"{SVG}rect")
            if rect.get("fill-opacity") is None and float(rect.get("width")) == pytest.approx(step, abs=0.01)
        ]
        found = {round((float(bar.get("x")) + 13) / step) - 12: float(bar.get("height")) for bar in bars}
        expected = {}
        for each in flow.passages:
            if flow.hops[each.hop].outer == ring and each.key == token:
                away = each.query - token
                steps = math.copysign(math.ceil(12 * abs(away) / (TOKENS - 1) - 1e-9), away) if away else 0
                heads = sum(one[:3] == each[:3] for one in flow.passages)
                expected[int(steps)] = max(expected.get(int(steps), 0), min(3, heads))
        assert found == pytest.approx({at: count / 3 * 9 for at, count in expected.items()}, abs=0.02)


# 2.7 What can be done.


def some_spot(flow, ring):
    """Give the number of a token in the middle of its ring, and the token."""
    tokens = sorted(token for each, token in flow.nodes if each == ring)
    return len(tokens) // 2, tokens[len(tokens) // 2]


def mark_of(page, flow, ring):
    figure = Figure(page)
    number, token = some_spot(flow, ring)
    return figure, figure.ring(figure.circles[ring - 1])[number], token


def in_focus(view):
    """Read how many links are in focus."""
    expect(view).to_contain_text("are in focus")
    return int(re.search(r"(\d+) are in focus", view.inner_text())[1])


def n_links(found):
    """Count links, however many heads pass each."""
    return len({each[:3] for each in found})


def test_pointing_at_a_token_focuses_what_it_reads_and_what_reads_it(page, view, alone):
    flow = Flow(alone, 0, TAU)
    figure, mark, token = mark_of(page, flow, 2)
    stage(view).hover(position=place(view, figure, mark))
    expect(view.locator(".tooltip")).to_contain_text(mark.label)
    assert in_focus(view) == n_links(flow.around((2, token)))
    page.mouse.move(0, 0)
    expect(view).not_to_contain_text("are in focus")


def test_the_mouse_finds_the_tokens_that_the_canvas_shows_and_draws_their_focus(page, view, alone):
    flow, drawn = Flow(alone, 0, TAU), Drawn(page, view)
    spots = {
        (ring, token): where for ring in range(1, N_LAYERS + 1) for token, where in drawn.spots(ring).items()
    }
    assert set(spots) == {node for node in flow.nodes if node[0] > 0}
    _, token = some_spot(flow, 2)
    drawn.point(spots[2, token])
    focus = flow.reached([(2, token)], outwards=True) | flow.reached([(2, token)], outwards=False)
    assert {node for node, where in spots.items() if drawn.has_focus(where)} == focus - {(0, 0)}
    page.mouse.down()
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"frozen=encoder{N_LAYERS - 2}\.{token}"))


def test_a_drag_over_the_canvas_brushes_the_tokens_under_it(page, view, alone):
    drawn = Drawn(page, view)
    spots = sorted(drawn.spots(N_LAYERS).items())
    (first, start), (last, end) = spots[1], spots[2]
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"frozen=encoder0\.{first}\.{last}"))


def test_a_click_keeps_the_focus_and_a_click_beside_lets_go(page, view, alone):
    flow = Flow(alone, 0, TAU)
    figure, mark, token = mark_of(page, flow, 2)
    stage(view).click(position=place(view, figure, mark))
    expect(page).to_have_url(re.compile(rf"frozen=encoder{N_LAYERS - 2}\.{token}"))
    page.mouse.move(0, 0)
    assert passages(page, flow) == flow.around((2, token))
    stage(view).click(position={"x": 4, "y": 400})
    expect(page).not_to_have_url(re.compile("frozen"))
    assert passages(page, flow) == flow.passages


def test_keyboard_goes_to_a_token_and_keeps_it(page, view, alone):
    flow = Flow(alone, 0, TAU)
    stage(view).focus()
    press(page, "ArrowUp", "ArrowUp", "ArrowRight", "Enter")
    expect(page).to_have_url(re.compile(r"frozen=encoder\d\.\d+"))
    layer, token = map(int, re.search(r"frozen=encoder(\d)\.(\d+)", page.url).groups())
    assert passages(page, flow) == flow.around((N_LAYERS - layer, token))
    press(page, "Escape")
    expect(page).not_to_have_url(re.compile("frozen"))


def test_clear_lets_go(page, pages):
    view = opened(page, pages["one"], f"{START}&frozen=encoder1.2")
    view.get_by_role("button", name="Clear", exact=True).click()
    expect(page).not_to_have_url(re.compile("frozen"))


def test_a_frozen_focus_is_in_the_address(page, pages, alone):
    flow = Flow(alone, 0, TAU)
    _, token = some_spot(flow, 1)
    opened(page, pages["one"], f"{START}&frozen=encoder{N_LAYERS - 1}.{token}")
    assert passages(page, flow) == flow.around((1, token))


def glyph_case(flow):
    """Give a token of the first ring and a head through which it reads."""
    each = min(each for each in flow.passages if flow.hops[each.hop].inner == 1)
    return each.query, each


def test_a_head_is_followed_alone_in_its_layer(page, view, alone):
    flow = Flow(alone, 0, TAU)
    token, through = glyph_case(flow)
    figure = Figure(page)
    tokens = sorted(other for ring, other in flow.nodes if ring == 1)
    mark = figure.ring(figure.circles[0])[tokens.index(token)]
    column, row = through.head % 3, through.head // 3
    square = place(view, figure, mark, u=-9 + 6 * column + 2, v=-23 + 6 * row + 2)
    outer = flow.reached([(1, token)], outwards=True, through=through)
    inner = flow.reached([(1, token)], outwards=False)
    expected = {
        each
        for each in flow.within(outer) | flow.within(inner)
        if each.hop != through.hop or each.head == through.head
    }
    stage(view).hover(position=square)
    expect(view.get_by_role("status").first).to_contain_text(f"H{through.head}")
    assert in_focus(view) == n_links(expected)
    stage(view).click(position=square)
    expect(page).to_have_url(re.compile(rf"glyph=encoder\d\.{through.head}\.both"))
    expect(page).to_have_url(re.compile(rf"head={through.head}"))
    found = {each[:3] for each in passages(page, flow)}
    assert found == {each[:3] for each in expected}


def test_keyboard_reaches_every_head_of_a_token(page, view):
    stage(view).focus()
    for head in range(N_HEADS):
        press(page, "PageDown")
        expect(view.get_by_role("status").first).to_contain_text(f"H{head} of")


def brushed(page, view, alone, *, by_key):
    flow = Flow(alone, 0, TAU)
    figure = Figure(page)
    tokens = sorted(token for ring, token in flow.nodes if ring == 2)
    marks = figure.ring(figure.circles[1])
    if by_key:
        stage(view).focus()
        press(page, "ArrowUp", "ArrowUp", "Shift+ArrowRight")
    else:
        stage(view).hover(position=place(view, figure, marks[1]))
        page.mouse.down()
        box = stage(view).bounding_box()
        end = place(view, figure, marks[2])
        page.mouse.move(box["x"] + end["x"], box["y"] + end["y"], steps=5)
        page.mouse.up()
    expect(page).to_have_url(re.compile(r"frozen=encoder1\.\d+\.\d+"))
    chosen = [int(text) for text in re.search(r"frozen=encoder1\.([\d.]+)", page.url)[1].split(".")]
    assert by_key or chosen == tokens[1:3]
    return flow, chosen


@pytest.mark.parametrize("by_key", [False, True])
def test_brushing_a_ring_leaves_what_all_its_tokens_share(page, view, alone, by_key):
    flow, chosen = brushed(page, view, alone, by_key=by_key)
    page.mouse.move(0, 0)
    assert passages(page, flow) == flow.around(*[(2, token) for token in chosen])


def path_passages(flow, start, end):
    paths = flow.paths(start, end)
    joined = {(path[at], path[at + 1]) for path in paths for at in range(len(path) - 1)}
    return paths, {
        each
        for each in flow.passages
        if ((flow.hops[each.hop].inner, each.query), (flow.hops[each.hop].outer, each.key)) in joined
    }


def joined_ends(flow):
    """Give tokens of the first and the last ring with a path between them."""
    return next(
        ((1, first), (N_LAYERS, last))
        for ring, first in sorted(flow.nodes)
        if ring == 1
        for other, last in sorted(flow.nodes)
        if other == N_LAYERS and flow.paths((1, first), (N_LAYERS, last))
    )


def test_two_rings_show_every_path_and_its_heads(page, view, alone):
    flow = Flow(alone, 0, TAU)
    start, end = joined_ends(flow)
    figure = Figure(page)
    for (ring, token), keys in ((start, []), (end, ["Shift"])):
        tokens = sorted(other for each, other in flow.nodes if each == ring)
        mark = figure.ring(figure.circles[ring - 1])[tokens.index(token)]
        stage(view).click(position=place(view, figure, mark), modifiers=keys)
    expect(page).to_have_url(re.compile(rf"frozen=encoder2\.{start[1]},encoder0\.{end[1]}"))
    page.mouse.move(0, 0)
    paths, expected = path_passages(flow, start, end)
    assert passages(page, flow) == expected
    expect(view.get_by_role("status").first).to_contain_text(re.compile(rf"\b{len(paths)} paths?\b"))


def test_keyboard_selects_in_two_rings(page, view):
    stage(view).focus()
    press(page, "ArrowUp", "Space", "ArrowUp", "ArrowUp", "Space")
    expect(page).to_have_url(re.compile(r"frozen=encoder2\.\d+,encoder0\.\d+"))
    expect(view.get_by_role("status").first).to_contain_text("From")


def test_select_several_needs_no_key(page, view):
    view.get_by_role("checkbox", name="Select several").check()
    cells(view)[1].click()
    cells(view)[2].click()
    expect(page).to_have_url(re.compile(r"frozen=encoder0\.1\.2"))


def test_several_tokens_at_an_end_count_only_where_all_reach(page, pages, alone):
    flow = Flow(alone, 0, TAU)
    ends = sorted(token for ring, token in flow.nodes if ring == 1)[:2]
    last = next(token for ring, token in sorted(flow.nodes) if ring == N_LAYERS)
    outward = flow.reached([(1, token) for token in ends], outwards=True)
    inward = flow.reached([(N_LAYERS, last)], outwards=False)
    both = {node for node in outward & inward if node[0] > 0}
    expected = flow.within(both) if (N_LAYERS, last) in both else set()
    opened(page, pages["one"], f"{START}&frozen=encoder2.{ends[0]}.{ends[1]},encoder0.{last}")
    assert passages(page, flow) == expected


@pytest.mark.parametrize("is_shared", [True, False])
def test_several_tokens_of_neighbouring_rings_are_joined_all_or_not_at_all(page, pages, alone, is_shared):
    flow = Flow(alone, 0, TAU)
    joined = {(each.query, each.key) for each in flow.passages if each.hop == 1}
    inner, outer = (sorted(token for ring, token in flow.nodes if ring == number) for number in (1, 2))
    start, end = next(
        (start, end)
        for start in itertools.combinations(inner, 2)
        for end in itertools.combinations(outer, 2)
        if is_shared == joined.issuperset(itertools.product(start, end))
        and any(pair in joined for pair in itertools.product(start, end))
    )
    frozen = ",".join(
        ".".join(map(str, (f"encoder{N_LAYERS - ring}", *tokens))) for ring, tokens in ((1, start), (2, end))
    )
    view = opened(page, pages["one"], f"{START}&frozen={frozen}")
    expected = "4 paths" if is_shared else "no path that all of them share"
    expect(view.get_by_role("status").first).to_contain_text(expected)
    pressed = view.get_by_role("list", name="Tokens in focus").get_by_role("button")
    expect(pressed).to_have_count(4)
    found = {(each.hop, each.query, each.key) for each in passages(page, flow)}
    assert found == ({(1, *pair) for pair in itertools.product(start, end)} if is_shared else set())
    pressed.last.click()
    expect(page).to_have_url(re.compile(rf"encoder{N_LAYERS - 2}\.{end[0]}(?!\.)"))
    expect(pressed.last).to_be_focused()


def test_a_root_that_a_window_left_out_is_said(page, pages):
    view = opened(page, pages["one"], f"doc=window&tau={TAU}")
    note = view.get_by_role("note")
    expect(note).to_contain_text(f"leaves out {N_BEFORE} tokens")
    view.get_by_role("combobox", name="Root").select_option("3")
    expect(note).to_have_count(0)


def test_the_focus_says_how_much_it_holds(page, view, alone):
    flow = Flow(alone, 0, TAU)
    figure, mark, token = mark_of(page, flow, 2)
    stage(view).click(position=place(view, figure, mark))
    page.mouse.move(0, 0)
    nodes = flow.reached([(2, token)], outwards=True) | flow.reached([(2, token)], outwards=False)
    size = f"{len(nodes)} tokens in {len({ring for ring, _ in nodes})} rings"
    expect(view.get_by_role("status").first).to_contain_text(size)


def test_a_token_of_the_text_is_focused_in_the_selected_layer(page, view, alone):
    flow = Flow(alone, 0, TAU)
    token = next(token for ring, token in sorted(flow.nodes) if ring == N_LAYERS)
    cells(view)[token].hover()
    assert in_focus(view) == n_links(flow.around((N_LAYERS, token)))
    cells(view)[token].click()
    expect(page).to_have_url(re.compile(rf"frozen=encoder0\.{token}"))


def test_the_hint_is_shown_once_and_when_asked_for(page, pages):
    page.goto(f"{pages['one']}#view=flows&{START}")
    hint = page.get_by_role("complementary", name="What you can do here")
    expect(hint).to_contain_text("Drag along a ring")
    hint.get_by_role("button", name="Got it").click()
    expect(hint).to_have_count(0)
    page.reload()
    page.locator("[data-drawn]").wait_for(state="attached")
    expect(hint).to_have_count(0)
    page.get_by_role("button", name="How to").click()
    expect(hint).to_be_visible()


# Files, tables, blank states, and how it looks.


def test_the_table_lists_the_links_in_focus_with_their_heads(page, pages, alone):
    flow = Flow(alone, 0, TAU)
    start, end = joined_ends(flow)
    view = opened(page, pages["one"], f"{START}&frozen=encoder2.{start[1]},encoder0.{end[1]}")
    view.get_by_text("Show as table").click()
    table = view.get_by_role("region", name="Links in focus")
    expect(table.get_by_role("row")).not_to_have_count(0)
    heads = [row.get_by_role("cell").last.inner_text() for row in table.get_by_role("row").all()[1:]]
    _, expected = path_passages(flow, start, end)
    assert sum(len(each.split(", ")) for each in heads) == len(expected)


def test_saved_as_a_picture(page, view):
    assert saved(page, "PNG").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_nothing_above_the_threshold_says_so_and_offers_a_lower_one(page, pages, exports):
    view = opened(page, pages["one"], "doc=even&tau=0.5")
    expect(view).to_contain_text("No head gives any token more than τ = 0.5")
    view.get_by_role("button", name=re.compile("Lower τ to 0.06")).click()
    flow = Flow(documents_of(exports["one"])["even"].runs[0], 0, 0.06)
    assert passages(page, flow) == flow.passages != set()


def test_one_model_says_what_two_would_show(view):
    expect(view).to_contain_text("This document was read by one model")
    expect(view.get_by_role("combobox", name="Compare with")).to_have_count(0)


def test_the_note_has_the_formula_and_its_source(view):
    view.get_by_text("What am I looking at?").click()
    expect(view).to_contain_text("DeRose, Wang and Berger 2020")
    expect(view).to_contain_text("A[l, h, a, b] > τ")
    expect(view).to_contain_text("0.00")


def test_on_paper_the_controls_are_gone_and_the_rings_stay(page, view):
    page.emulate_media(media="print")
    expect(view.get_by_role("slider")).to_be_hidden()
    expect(stage(view)).to_be_visible()


def test_layers_are_chosen_where_they_are_in_every_view(page, view):
    page.get_by_role("button", name="Next layer").click()
    expect(view.get_by_role("heading", name="Influence at L1")).to_be_visible()


# 2.6 Two models.


def both_flows(exports, name="pair", tau=TAU):
    first, second = documents_of(exports["two"])[name].runs
    return Flow(first, 0, tau), Flow(second, 0, tau)


@pytest.mark.parametrize("tau", TAUS)
def test_two_models_are_laid_over_each_other(page, pages, exports, tau):
    opened(page, pages["two"], f"doc=pair&tau={tau}&other=m1")
    found = rows(page)
    numbers = {hop.layer: number for number, hop in enumerate(both_flows(exports)[0].hops)}
    for (column, at), flow in zip(MODELS.items(), both_flows(exports, tau=tau), strict=True):
        heads = {
            Passage(numbers[int(row["layer"])], int(row["query"]), int(row["key"]), int(head))
            for row in found
            for head in row[column].split()
        }
        assert heads == flow.passages, at
    whose = {"10": "first", "01": "second", "11": "both"}
    for row in found:
        bits = "".join(str(int(bool(row[column]))) for column in MODELS)
        assert row["in"] == whose[bits]


def colours_of(view):
    style = "e => ['first', 'second', 'both'].map(name => e.style.getPropertyValue(`--flow-${name}`))"
    return dict(zip(("first", "second", "both"), view.evaluate(style), strict=True))


def test_tokens_have_the_colour_of_the_models_that_reach_them(page, pages, exports):
    view = opened(page, pages["two"], f"doc=pair&tau={TAU}&other=m1")
    first, second = both_flows(exports)
    colours, figure = colours_of(view), Figure(page)
    assert len(set(colours.values())) == 3
    for ring, radius in enumerate(figure.circles, start=1):
        tokens = sorted(token for each, token in first.nodes | second.nodes if each == ring)
        for token, mark in zip(tokens, figure.ring(radius), strict=True):
            node = (ring, token)
            whose = (
                "both" if node in first.nodes & second.nodes else "first" if node in first.nodes else "second"
            )
            assert mark.group.find(f"{SVG}text").get("fill") == colours[whose]


def test_circles_share_and_exceed(page, pages, exports):
    view = opened(page, pages["two"], f"doc=pair&tau={TAU}&other=m1&layer=1")
    flows = both_flows(exports)
    for token, cell in enumerate(cells(view)):
        counts = [min(5, math.ceil(flow.influence(2, token))) for flow in flows]
        assert cell.get_attribute("data-circles") == ",".join(map(str, counts))
        shared, more, empty = cell.locator(".circles > span").all_inner_texts()
        assert (len(shared), len(more), len(empty)) == (
            min(counts),
            max(counts) - min(counts),
            5 - max(counts),
        )


def test_the_same_model_twice_is_all_shared(page, pages, exports):
    view = opened(page, pages["two"], f"doc=alike&tau={TAU}&other=m1")
    assert {row["in"] for row in rows(page)} == {"both"}
    colours, figure = colours_of(view), Figure(page)
    assert {mark.group.find(f"{SVG}text").get("fill") for mark in figure.marks} == {colours["both"]}
    expect(view).to_contain_text(re.compile(r"0 only in First model,\s+0 only in Second model"))
    view.get_by_role("button", name="Only what differs").click()
    expect(view).to_contain_text("Nothing differs above")
    assert rows(page) == []


@pytest.mark.parametrize(("name", "at"), [("First", 0), ("Second", 1)])
def test_one_model_of_two_can_be_shown_alone(page, pages, exports, name, at):
    view = opened(page, pages["two"], f"doc=pair&tau={TAU}&other=m1")
    view.get_by_role("button", name=name, exact=True).click()
    expect(page).to_have_url(re.compile(f"compare={name.lower()}"))
    flow = both_flows(exports)[at]
    assert passages(page, flow, list(MODELS)[at]) == flow.passages
    figure = Figure(page)
    assert [len(figure.ring(radius)) for radius in figure.circles] == rings_of(flow)


def test_only_what_differs(page, pages, exports):
    view = opened(page, pages["two"], f"doc=pair&tau={TAU}&other=m1")
    view.get_by_role("button", name="Only what differs").click()
    first, second = both_flows(exports)
    differing = {each[:3] for each in first.passages ^ second.passages}
    layers = [hop.layer for hop in first.hops]
    expected = {(layers[hop], query, key) for hop, query, key in differing}
    expect(page).to_have_url(re.compile("compare=differs"))
    assert {(int(row["layer"]), int(row["query"]), int(row["key"])) for row in rows(page)} == expected


def test_a_focus_follows_each_model_by_itself(page, pages, exports):
    first, second = both_flows(exports)
    token = min(token for ring, token in first.nodes & second.nodes if ring == 2)
    opened(page, pages["two"], f"doc=pair&tau={TAU}&other=m1&frozen=encoder1.{token}")
    found = {(int(row["layer"]), int(row["query"]), int(row["key"])) for row in rows(page)}
    layers = [hop.layer for hop in first.hops]
    around = first.around((2, token)) | second.around((2, token))
    assert found == {(layers[each.hop], each.query, each.key) for each in around}


def split_head(first, second):
    """Give a head of the root that both models use."""
    heads = [{each.head for each in flow.passages if each.hop == 0} for flow in (first, second)]
    return min(heads[0] & heads[1])


@pytest.mark.parametrize(("u", "models"), [(1, [0]), (4, [1]), (1, [0, 1])])
def test_half_a_square_follows_one_model_and_a_key_shows_both(page, pages, exports, u, models):
    flows = both_flows(exports, tau=0.2)
    head = split_head(*flows)
    view = opened(page, pages["two"], "doc=pair&tau=0.2&other=m1")
    figure = Figure(page)
    [root] = [mark for mark in figure.marks if math.hypot(mark.x, mark.y) < 1]
    point = place(view, figure, root, u=-9 + 6 * (head % 3) + u, v=-23 + 6 * (head // 3) + 2)
    stage(view).hover(position=point)
    if len(models) == 2:
        page.keyboard.down("b")
    found = set()
    for at in models:
        through = Passage(0, 0, 0, head)
        nodes = flows[at].reached([(0, 0)], outwards=True, through=through)
        found |= {each[:3] for each in flows[at].within(nodes) if each.hop != 0 or each.head == head}
    expect(view).to_contain_text(f"{len(found)} are in focus")
    page.keyboard.up("b")


def test_heads_show_both_models_without_a_key(page, pages):
    view = opened(page, pages["two"], "doc=pair&tau=0.2&other=m1")
    view.get_by_role("checkbox", name="Heads show both models").check()
    expect(page).to_have_url(re.compile("both=yes"))


def test_predictions_of_both_models_are_shown(page, pages):
    view = opened(page, pages["two"], f"doc=pair&tau={TAU}&other=m1")
    predictions = view.get_by_role("list", name="Predictions")
    expect(predictions).to_contain_text("First model: calm 75 %")
    expect(predictions).to_contain_text("Second model: wild 63 %, gold label at 38 %")


@pytest.mark.parametrize(
    ("document", "reason"), [("tokens", "in other tokens"), ("layers", "has other layers")]
)
def test_models_that_cannot_be_compared_are_refused_in_a_sentence(page, pages, document, reason):
    view = opened(page, pages["two"], f"doc={document}&tau={TAU}&other=m1")
    expect(view).to_contain_text(
        f"Second model {'reads this document ' if 'tokens' in reason else ''}{reason}"
    )
    assert {row["in"] for row in rows(page)} == {"first"}


def test_another_model_is_chosen_from_a_list(page, pages):
    view = opened(page, pages["two"], f"doc=pair&tau={TAU}")
    view.get_by_role("combobox", name="Compare with").select_option("Second model")
    expect(page).to_have_url(re.compile("other=m1"))
    expect(view.get_by_role("list", name="Legend")).to_contain_text("only Second model")


def test_two_models_that_were_run_are_compared(page, tmp_path):
    models = [str(save_tiny(tmp_path / name, "bert", "classes", seed=seed)) for seed, name in enumerate("ab")]
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"id": "pair", "text": "who sat here", "text_b": "the old cat"}\n', "utf-8")
    export = attlas.export(models, texts, tmp_path / "export")
    opened(page, attlas.build(export, tmp_path / "page.html").as_uri(), "doc=pair&tau=0.2&other=m1")
    found = rows(page)
    layers = {hop.layer: number for number, hop in enumerate(hops_of(documents_of(export)["pair"].runs[0]))}
    for column, run in zip(MODELS, documents_of(export)["pair"].runs, strict=True):
        heads = {
            Passage(layers[int(row["layer"])], int(row["query"]), int(row["key"]), int(head))
            for row in found
            for head in row[column].split()
        }
        assert heads == Flow(run, 0, 0.2).passages != set()


def test_tokens_of_the_graph_are_all_reachable(alone):
    flow = Flow(alone, 0, TAU)
    assert {node for node in flow.nodes if node[0] > 0} <= set(pairs(alone))
