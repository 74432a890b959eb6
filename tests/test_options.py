"""What an author writes after an option, and what it means."""

import click
import pytest

from attlas.options import ClusterNumber, NameList, Size, TokenRange


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("0:128", (0, 128)),
        ("64:", (64, None)),
        (":-1", (None, -1)),
        ("-64:", (-64, None)),
        (":", (None, None)),
    ],
)
def test_a_range_of_tokens_is_a_slice(text, meaning):
    assert TokenRange().convert(text, None, None) == meaning


@pytest.mark.parametrize("text", ["", "12", "a:b", "1:2:3", "1.5:2"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(click.BadParameter, match="is no range of tokens, expected for example 0:128"):
        TokenRange().convert(text, None, None)


def test_names_are_parted_by_commas():
    assert NameList().convert("heads, neurons", None, None) == ("heads", "neurons")


@pytest.mark.parametrize(("text", "meaning"), [("16", 16), ("auto", "auto"), (8, 8)])
def test_clusters_are_a_number_or_auto(text, meaning):
    assert ClusterNumber().convert(text, None, None) == meaning


def test_what_is_no_number_of_clusters_is_refused():
    with pytest.raises(click.BadParameter, match="is no number of clusters, expected a whole number or auto"):
        ClusterNumber().convert("many", None, None)


@pytest.mark.parametrize(
    ("text", "n_bytes"),
    [("10MB", 10_000_000), ("500 kB", 500_000), ("1.5gb", 1_500_000_000), ("42", 42), (7, 7)],
)
def test_a_size_has_a_decimal_unit(text, n_bytes):
    assert Size().convert(text, None, None) == n_bytes


@pytest.mark.parametrize("text", ["", "MB", "ten MB", "10MiB", "0MB", "-1MB"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(click.BadParameter, match="is no size, expected for example 10MB"):
        Size().convert(text, None, None)
