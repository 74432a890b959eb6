"""Text that enters HTML: the only ways in, each for one kind of place.

Elements and attributes are escaped by Jinja; here is what Jinja does not do: characters that no HTML file can
hold, JSON inside a script element, and the client's own script and style.
"""

from __future__ import annotations

import json
import re
from typing import TypeVar

from markupsafe import Markup

Value = TypeVar("Value")

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_LIVE = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\x7f\u2028\u2029"})
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOSES_SCRIPT = re.compile("<(?=!--|/script)", re.IGNORECASE)
_CLOSES_STYLE = re.compile("</(?=style)", re.IGNORECASE)


def fit_for_html(value: Value) -> Value | str:
    """Replace by U+FFFD what HTML or UTF-8 cannot carry: control characters, noncharacters, lone surrogates.

    Given to Jinja as `finalize`, so that it meets every value a template prints; markup passes unchanged.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _UNFIT.sub("\ufffd", value)


def script_json(value: object) -> Markup:
    """Write JSON as the text of a script element; a parser reads back `value`, lone surrogates included.

    ``<``, ``>`` and ``&`` can end or open nothing once they are written as escapes.

    Raises
    ------
    ValueError
        If `value` holds NaN or infinity, which JSON has no word for.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    text = _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text.translate(_LIVE))
    return Markup(text)  # noqa: S704 - made safe by the two lines above


def script_text(script: str) -> Markup:
    r"""Write our own JavaScript as the text of a script element.

    The HTML tokenizer reads ``</script`` and ``<!--`` also inside a script. In a bundle they occur only
    within string and regular expression literals, where ``\x3c`` is the same character. ``<script`` is
    harmless without ``<!--`` before it, and may be code (``i<scripts.length``), so it stays.
    """
    return Markup(_CLOSES_SCRIPT.sub(r"\\x3c", _unix(script)))  # noqa: S704 - made safe here


def style_text(style: str) -> Markup:
    r"""Write our own CSS as the text of a style element; ``\/`` is CSS for the same slash."""
    return Markup(_CLOSES_STYLE.sub(r"<\\/", _unix(style)))  # noqa: S704 - made safe here


def _unix(text: str) -> str:
    """Line ends as the HTML parser will see them, or hashes would not match."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
