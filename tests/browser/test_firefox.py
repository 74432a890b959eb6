"""The page opens in Firefox too, in both shapes, from disk and over http, and the mouse finds what canvases show."""

import json
import subprocess
from pathlib import Path

import pytest

import attlas
from browser.lens_acts import START, lens_export
from browser.programs import firefox
from browser.states import DOCUMENT, STATES
from flow_payloads import flow_exports

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not firefox(), reason="no Firefox; install it, or name it in the variable FIREFOX"),
]

DRIVER = Path(__file__).with_name("firefox.mjs")
PUPPETEER = Path(__file__).parents[2] / "site_template" / "client" / "node_modules" / "puppeteer-core"

needs_puppeteer = pytest.mark.skipif(
    not PUPPETEER.is_dir(), reason="no puppeteer-core; run npm ci in site_template/client"
)


def visited(*arguments):
    """Visit pages one after the other, and give what was found in each."""
    command = ["node", str(DRIVER), str(firefox()), *arguments]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@needs_puppeteer
def test_firefox_shows_every_shape(addresses):
    expected = {
        "title": "Golden <site>",
        "first": "A cat",
        "last": '"><img src=x onerror=alert(1)>',
        "images": 0,
        "alerts": [],
        "faults": [],
    }
    assert visited(*addresses.values()) == [expected] * len(addresses)


@needs_puppeteer
def test_firefox_draws_flows_and_finds_a_token_under_the_mouse(tmp_path):
    page = attlas.build(flow_exports(tmp_path)["one"], tmp_path / "flows.html").as_uri()
    (found,) = visited(f"{page}#view=flows&doc=alone&tau=0.3")
    assert found["n"] > 0
    assert found["pointed"]
    assert found["ink"] == [True] * 4
    assert found["faults"] == []


@needs_puppeteer
def test_firefox_draws_a_head_of_the_lens_and_boxes_a_cell(tmp_path):
    page = attlas.build(lens_export(tmp_path / "export"), tmp_path / "lens.html").as_uri()
    (found,) = visited(f"{page}{START}")
    assert [each.split(" (")[0].rsplit(" ", 1)[0] for each in found["clusters"][:2]] == [
        "query cluster",
        "key cluster",
    ]
    assert found["faults"] == []


@needs_puppeteer
def test_firefox_draws_every_view(whole_address):
    found = visited("--look", *(f"{whole_address}{DOCUMENT}&{fragment}" for fragment in STATES.values()))
    quiet = {state: (each["alerts"], each["faults"]) for state, each in zip(STATES, found, strict=True)}
    assert quiet == dict.fromkeys(STATES, ([], []))
    assert all(each["nDrawn"] > 0 for each in found)
