"""What an author writes after an option, and what it means."""

import click
import pytest

from attlas.options import BatchSize, ClusterNumber, NameList, NumberList, Size, TokenRange


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


@pytest.mark.parametrize(
    "text", ["", "MB", "ten MB", "10MiB", "0MB", "-1MB", "0.1B", "9" * 400, "9" * 300 + "GB", "²MB"]
)
def test_what_is_no_size_is_refused(text):
    with pytest.raises(click.BadParameter, match="is no size, expected for example 10MB"):
        Size().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "meaning"), [("0,5,-1", (0, 5, -1)), ("0-3", (0, 1, 2, 3)), (" 2-2, -1", (2, -1)), ((1,), (1,))]
)
def test_numbers_may_be_ranges(text, meaning):
    assert NumberList().convert(text, None, None) == meaning


@pytest.mark.parametrize(
    "text", ["", "a", "1.5", "0,", "3-0", "0--1", "0-", "0-99999999999", "0-" + "9" * 5000, "0-²", "-1-2"]
)
def test_what_is_no_list_of_numbers_is_refused(text):
    with pytest.raises(click.BadParameter, match="is no list of whole numbers, expected for example 0,5,-1"):
        NumberList().convert(text, None, None)


@pytest.mark.parametrize(("text", "meaning"), [("auto", None), ("8", 8), (None, None), (8, 8)])
def test_a_batch_size_is_a_number_or_auto(text, meaning):
    assert BatchSize().convert(text, None, None) == meaning


@pytest.mark.parametrize("text", ["", "0", "-1", "²", "1.5", "9" * 30, "9" * 5000])
def test_what_is_no_batch_size_is_refused(text):
    with pytest.raises(
        click.BadParameter, match="is no batch size, expected auto or a positive whole number"
    ):
        BatchSize().convert(text, None, None)
