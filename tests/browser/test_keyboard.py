"""What the mouse does in each view the keyboard does too, and where it is can be seen."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from browser.states import STATES, shown

pytestmark = pytest.mark.browser


class Deed(NamedTuple):
    """A control of a view by its role and name, the keys that are pressed in it, and what the address then says."""

    state: str
    role: str
    control: str
    keys: str
    address: str


DEEDS = [
    Deed("network", "application", "^Words by layer", "ArrowDown Enter", r"(query|key)=\d"),
    Deed("network", "button", "L0 · H2: ", "ArrowRight Enter", "heads=0,1,2"),
    Deed("network", "button", "Heat maps", "Enter", "multiples=0,1"),
    Deed("network", "button", "L1", "Enter", "layer=1"),
    Deed("network", "button", "Layer 1 at full width", "Enter", "collapsed=1"),
    Deed("network", "slider", "Link", "ArrowRight", "link="),
    Deed("network multiples and piles", "button", "^L0 · H3$", "Enter", "head=3"),
    Deed("network multiples and piles", "slider", "Cut of layer 1", "ArrowUp", "cuts=1:"),
    Deed("network piles of all documents", "slider", "Cut of all layers", "ArrowUp", "cuts=-1:"),
    Deed("heads", "listbox", "Query", "ArrowDown Enter", "query=1,2"),
    Deed("heads", "listbox", "Query", "ArrowRight ArrowDown Enter", "key="),
    Deed("heads", "listbox", "Query", "Escape", "^(?!.*query=)"),
    Deed("heads", "button", "Head 2 of layer 0", "Enter", "heads=0,1,3"),
    Deed("heads", "button", "Head 2 of layer 0", "i", "heads=2"),
    Deed("heads in rows", "listbox", "Query", "ArrowRight Enter", "query=1,2"),
    Deed("heads in rows", "listbox", "Query", "ArrowDown ArrowRight Enter", "key="),
    Deed("heads of two models", "application", "Differences of all heads", "ArrowRight Enter", "head=1"),
    Deed("model", "application", "Heads of 2 layers", "ArrowDown Enter", "layer=1&head="),
    Deed("model with a head", "application", "Attention of L0 · H1", "ArrowDown Enter", "query=.*key="),
    Deed("model of two models", "application", "Difference of L0 · H1", "ArrowDown Enter", "query=.*key="),
    Deed("neurons", "listbox", "Query", "ArrowDown Enter", r"query=(?!2\b)"),
    Deed("neurons", "application", "Neurons of L0 · H1", "ArrowRight Enter", r"neuron=(?!1\b)"),
    Deed("lens overview", "button", "Asks", "Enter", "sort=asks"),
    Deed("lens overview", "button", "L1 · H2", "Enter", "layer=1&head=2"),
    Deed("lens head", "application", "Query clusters by key clusters", "ArrowRight Enter", "cell="),
    Deed("lens head", "application", "Key clusters by value clusters", "ArrowRight Enter", "written="),
    Deed("flows", "application", r"Flow to \[CLS\]", "ArrowRight Enter", "frozen="),
    Deed("flows", "button", r"^\S+, token 2", "Enter", r"frozen=encoder0\.2"),
    Deed("flows", "button", r"^\S+, token 2", "r", "root=2"),
    Deed("tokens", "listbox", "Text", "ArrowRight Enter", "query="),
    Deed("tokens", "application", r"8 vectors of \d+ tokens", "ArrowDown ArrowRight Enter", "query="),
    Deed("tokens", "application", r"Mean of tokens 0 to \d+", "+", "span="),
    Deed("corpus tokens", "button", r"^\w{1,2}$", "Enter", "word="),
    Deed("corpus tokens", "application", "in every head of Plain", "ArrowRight Enter", "head="),
    Deed("corpus heads", "application", "FUJI of the heads", "ArrowDown Enter", "head="),
    Deed("corpus samples", "button", "gold label negative, Plain positive", "Enter", "gold="),
    Deed("corpus samples", "button", "encoder L0 · H3", "Enter", "head=3"),
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: f"{deed.state}, {deed.control}, {deed.keys}")
def test_the_keyboard_does_what_the_mouse_does(page, whole_address, deed):
    view = shown(page, whole_address, deed.state)
    view.get_by_role(deed.role, name=re.compile(deed.control)).first.focus()
    for key in deed.keys.split():
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(deed.address))


WITHOUT_OUTLINE = """() => {
  const controls = 'a[href], button, input, select, summary, [tabindex]:not([tabindex="-1"])';
  const shows = (element) => {
    element.focus({ focusVisible: true, preventScroll: true });
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return document.activeElement !== element || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
  };
  return [...document.querySelectorAll(controls)].filter((each) => each.checkVisibility() && !shows(each))
    .map((each) => each.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("state", STATES)
def test_focus_can_be_seen_on_every_control(page, whole_address, state):
    shown(page, whole_address, state)
    assert page.evaluate(WITHOUT_OUTLINE) == []
