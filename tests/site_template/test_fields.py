"""Every field of an export, as the page explains it."""

import json
import re
import zlib
from base64 import b64decode

from attlas.precompute.contract import Document, LensLayer, Manifest
from attlas.site_template.fields import fields_text, type_text


def lists() -> dict[str, dict[str, tuple[str, str]]]:
    content = json.loads(zlib.decompress(b64decode(fields_text()), -zlib.MAX_WBITS))
    return {name: {field: (kind, what) for field, kind, what in fields} for name, _, fields in content}


def test_all_fields_of_the_files_are_explained():
    for payload in (Manifest, Document, LensLayer):
        assert lists()[payload.__name__].keys() == payload.model_fields.keys()
        assert all(what for _, what in lists()[payload.__name__].values())


def test_every_payload_that_a_type_names_is_explained():
    named = {
        word
        for fields in lists().values()
        for kind, _ in fields.values()
        for word in re.findall(r"\w+", kind)
        if word[0].isupper()
    }
    assert named <= lists().keys()


def test_types_are_in_words():
    assert lists()["AttentionLayer"]["weights"][0] == "PackedArray"
    assert lists()["Document"]["title"][0] == "string or null"
    assert lists()["Linkage"]["merges"][0] == "list of [integer, integer, number, integer]"
    assert type_text(tuple[str, ...]) == "list of string"
