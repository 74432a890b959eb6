"""Documents from files, standard input and memory."""

import io
import json
import sys
from types import SimpleNamespace

import pytest

from attlas.exporter.documents import (
    SourceDocument,
    demo_documents,
    document_file,
    documents_from,
    read_documents,
)
from attlas.precompute.errors import AttlasError


@pytest.fixture
def write(tmp_path):
    def write_file(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write_file


@pytest.fixture
def standard_input(monkeypatch):
    def feed(content):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content.encode("utf-8"))))

    return feed


def texts(documents):
    return [document.text for document in documents]


class TestText:
    def test_every_line_that_is_not_blank_is_a_document(self, write):
        documents = read_documents([write("a.txt", "One fox.\r\n\r\n  \nTwo  foxes. \rThree.")])
        assert texts(documents) == ["One fox.", "Two  foxes. ", "Three."]
        assert [document.id for document in documents] == ["1", "2", "3"]

    def test_only_line_endings_end_a_line(self, write):
        line = "a\u2028b\u0085c\x0bd\x0ce"
        assert texts(read_documents([write("a.txt", line + "\nf")])) == [line, "f"]

    def test_a_byte_order_mark_is_no_text(self, write):
        assert texts(read_documents([write("a.txt", b"\xef\xbb\xbffox")])) == ["fox"]

    @pytest.mark.parametrize(
        "text", ["שלום עולם", "你好，世界", "👩‍🚀🇫🇮", "cafe\u0301", "</script><!--", "nul\x00"]
    )
    def test_unicode_passes_unchanged(self, write, text):
        assert texts(read_documents([write("a.TXT", text)])) == [text]

    def test_a_file_can_be_one_document(self, write):
        (document,) = read_documents([write("river.txt", "One.\r\n\r\nTwo.\r\n")], per_file=True)
        assert document == SourceDocument(id="1", text="One.\n\nTwo.", title="river")


class TestJsonLines:
    def test_all_fields_are_read_and_others_ignored(self, write):
        line = {
            "text": "a", "text_b": "b", "target": "c", "label": 1, "id": 2.5, "title": True, "more": [1],
        }  # fmt: skip
        (document,) = read_documents([write("a.jsonl", json.dumps(line))])
        assert document == SourceDocument(id="2.5", text="a", text_b="b", target="c", label="1", title="true")

    def test_blank_lines_and_blank_fields_are_absent(self, write):
        documents = read_documents(
            [write("a.jsonl", '\n{"text": "a", "text_b": "", "id": " ", "label": null}\n \n')]
        )
        assert documents == [SourceDocument(id="1", text="a")]

    def test_lone_surrogates_become_replacement_characters(self, write):
        documents = read_documents([write("a.jsonl", r'{"text": "a\ud800b \ud83e\udd8a", "id": "\udfff"}')])
        assert documents == [SourceDocument(id="\ufffd", text="a\ufffdb 🦊")]

    def test_a_separator_inside_a_string_does_not_end_the_line(self, write):
        assert texts(read_documents([write("a.jsonl", '{"text": "a\u2028b"}')])) == ["a\u2028b"]


class TestTables:
    def test_quoted_cells_hold_anything(self, write):
        table = 'id,text,text_b\r\nx,"a, ""b""\r\nc",d\r\n'
        documents = read_documents([write("a.csv", table)])
        assert documents == [SourceDocument(id="x", text='a, "b"\nc', text_b="d")]

    def test_tabs_divide_tsv(self, write):
        documents = read_documents([write("a.tsv", "text\tlabel\na, b\tgood\n")])
        assert documents == [SourceDocument(id="1", text="a, b", label="good")]

    def test_empty_cells_are_absent_and_empty_rows_skipped(self, write):
        documents = read_documents([write("a.csv", "\ufefftext , label,\na,,\n\n,,\nb,x,\n")])
        assert documents == [SourceDocument(id="1", text="a"), SourceDocument(id="2", text="b", label="x")]

    def test_cells_may_be_longer_than_the_csv_module_likes(self, write):
        long = "fox " * 50_000
        assert texts(read_documents([write("a.csv", f"text\n{long}\n")])) == [long]

    def test_the_text_column_can_have_another_name(self, write):
        sources = [write("a.csv", "review,text\ngood,x\n"), write("b.txt", "bad\n")]
        assert texts(read_documents(sources, text_column="review")) == ["good", "bad"]


class TestStandardInput:
    def test_text_lines(self, standard_input):
        standard_input("a\nb\n")
        assert texts(read_documents(["-"])) == ["a", "b"]

    def test_one_document(self, standard_input):
        standard_input("a\nb\n")
        assert read_documents(["-"], per_file=True) == [SourceDocument(id="1", text="a\nb")]

    def test_json_lines_are_known_by_their_brace(self, standard_input):
        standard_input('\n {"text": "a", "id": "x"}\n')
        assert read_documents(["-"]) == [SourceDocument(id="x", text="a")]


def test_several_inputs_follow_each_other(write):
    sources = [
        write("a.txt", "a\nb"),
        write("b.jsonl", '{"text": "c", "id": "x"}'),
        write("c.csv", "text\nd"),
    ]
    documents = read_documents(sources)
    assert [(document.id, document.text) for document in documents] == [
        ("1", "a"),
        ("2", "b"),
        ("x", "c"),
        ("3", "d"),
    ]


def test_numbers_pass_over_ids_that_are_given(write):
    source = write(
        "a.jsonl", '{"text": "a"}\n{"text": "b", "id": 1}\n{"text": "c"}\n{"text": "d", "id": "2"}'
    )
    assert [document.id for document in read_documents([source])] == ["3", "1", "4", "2"]


class TestMemory:
    def test_texts_mappings_and_documents_mix(self):
        given = SourceDocument(id="x", text="c", label="good")
        documents = documents_from(["a", {"text": "b", "label": 0}, given])
        assert documents == [
            SourceDocument(id="1", text="a"),
            SourceDocument(id="2", text="b", label="0"),
            given,
        ]

    def test_the_rules_are_those_of_files(self):
        assert documents_from([SourceDocument(id="", text="a\ud800")]) == [
            SourceDocument(id="1", text="a\ufffd")
        ]

    @pytest.mark.parametrize(
        ("items", "message"),
        [
            ([], "there are no documents"),
            ([5], "document 1: 'text' is 5, expected a string"),
            (["a", " "], "document 2: 'text' is blank"),
            ([{"body": "a"}], "document 1: the fields are 'body', expected one named 'text'"),
            ([{"text": "a", "id": 1}, {"text": "b", "id": "1"}], "document 2: id '1' is taken by document 1"),
        ],
    )
    def test_what_cannot_be_used_is_named(self, items, message):
        with pytest.raises(AttlasError, match=message):
            documents_from(items)


class TestBadInput:
    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("a.txt", b"", "a.txt is empty"),
            ("a.txt", b"\n \r\n", "a.txt holds only blank lines"),
            ("a.csv", b"\n,\n", "a.csv has no rows below its header"),
            ("a.csv", b"text,id\n", "a.csv has no rows below its header"),
            ("a.txt", b"a\nb \xe9t\xe9\n", r"a.txt, line 2, byte 4: 0xe9 is not UTF-8"),
            ("a.jsonl", b"\xef\xbb\xbf\xff", r"a.jsonl, line 1, byte 3: 0xff"),
            ("a.txt", "fox".encode("utf-16"), "convert the file from UTF-16"),
            ("a.jsonl", b'{"text": "a"}\n{"text": }', r"a.jsonl, line 2: malformed JSON \(Expecting value, col"),
            ("a.jsonl", b'{"text": "a", "n": ' + b"9" * 5000 + b"}", r"a.jsonl, line 1: malformed JSON \(Exceeds"),
            ("a.jsonl", b"[" * 100_000, r"a.jsonl, line 1: malformed JSON \(maximum recursion"),
            ("a.jsonl", b'"fox"', "a.jsonl, line 1: a JSON string, expected an object"),
            ("a.jsonl", b"[1]", "a JSON array"),
            ("a.jsonl", b"null", "a JSON null"),
            ("a.jsonl", b"true", "a JSON boolean"),
            ("a.jsonl", b"3", "a JSON number"),
            ("a.jsonl", b'{"text": ["a"]}', r"a.jsonl, line 1: 'text' is \['a'\], expected a string"),
            ("a.jsonl", b'{"text": "a", "target": 3}', "'target' is 3, expected a string"),
            ("a.jsonl", b'{"text": "a", "label": {}}', "'label' is {}, expected a string or a number"),
            ("a.jsonl", b'{"text": "", "id": 1}', "a.jsonl, line 1: 'text' is blank"),
            ("a.jsonl", b"{}", "the fields are none, expected one named 'text'"),
            ("a.csv", b"id,body\n1,a\n", "a.csv, line 2: the fields are 'id', 'body', expected one named 'text'"),
            ("a.csv", b'text\na\n"b\nc\n', r"a.csv, line 3: malformed table \(unexpected end of data\)"),
            ("a.csv", b'text\n\n"b"c\n', r"a.csv, line 3: malformed table \("),
            ("a.csv", b"text,id\na,b,c\n", "a.csv, line 2: a row of 3 cells, expected 2"),
            ("a.csv", b"text,id,text\na,b,c\n", "a.csv: column 'text' appears twice"),
            ("a.csv", b"text,id\na,x\n\n\nb,x\n", "line 5: id 'x' is taken by .*a.csv, line 2"),
            ("a.xlsx", b"PK", r"ends in '.xlsx', expected one of .txt, .jsonl, .csv, .tsv"),
            ("a", b"text", "ends in ''"),
        ],
    )  # fmt: skip
    def test_a_file_that_cannot_be_used_is_named_with_the_place(self, write, name, content, message):
        with pytest.raises(AttlasError, match=message) as caught:
            read_documents([write(name, content)])
        assert "\n" not in str(caught.value)

    def test_no_such_file(self, tmp_path):
        with pytest.raises(AttlasError, match=r"b\.txt does not exist"):
            read_documents([tmp_path / "b.txt"])

    def test_a_directory(self, tmp_path):
        with pytest.raises(AttlasError, match="is a directory"):
            read_documents([tmp_path])

    def test_a_file_that_is_not_for_us(self, write, monkeypatch):
        path = write("a.txt", "fox")

        def refuse(_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(type(path), "read_bytes", refuse)
        with pytest.raises(AttlasError, match=r"a\.txt cannot be read \(Permission denied\)"):
            read_documents([path])

    def test_nothing_on_standard_input(self, standard_input):
        standard_input("")
        with pytest.raises(AttlasError, match="standard input is empty"):
            read_documents(["-"])

    def test_the_csv_limit_is_put_back_after_a_failure(self, write):
        before = __import__("csv").field_size_limit()
        with pytest.raises(AttlasError):
            read_documents([write("a.csv", 'text\n"a')])
        assert __import__("csv").field_size_limit() == before


class TestFileNames:
    @pytest.mark.parametrize("plain", ["1", "review-12", "a.b_c-d", "x" * 80])
    def test_plain_ids_stay(self, plain):
        assert document_file(plain) == f"{plain}.json"

    @pytest.mark.parametrize(
        "document_id",
        ["../x", "/etc/passwd", "con", "CON", "nul.txt", "com1", "a.", ".a", "a b", "A", "a--b", "", "🦊", "\x00",
         "x" * 81, "é", "e\u0301", "a/b", "a\\b", "C:", "%2e%2e", "\ud800", "manifest"],
    )  # fmt: skip
    def test_all_names_are_safe(self, document_id):
        name = document_file(document_id)
        assert name.removesuffix(".json").replace("-", "").isalnum()
        assert name.isascii()
        assert name == name.lower()
        assert len(name) <= 80

    def test_no_two_ids_share_a_file_even_without_case(self):
        ids = [
            "a",
            "A",
            "a ",
            " a",
            "a.",
            "á",
            "a\u0301",
            "à",
            "a/",
            "a--" + document_file("A")[3:-5],
            "con",
            "CON",
        ]
        assert len({document_file(document_id) for document_id in ids}) == len(ids)

    def test_names_do_not_change_between_versions(self):
        assert document_file("../Review 12") == "review-12--e3354ed6bf3b.json"


class TestDemo:
    def test_it_is_as_large_and_as_varied_as_its_readme_says(self):
        documents = demo_documents()
        assert len(documents) == 86
        assert sum(document.text_b is not None for document in documents) == 14
        assert sum(document.label not in ("other language", "mixed script") for document in documents) == 71

    def test_every_document_has_an_id_a_title_and_a_label(self):
        assert all(document.title and document.label for document in demo_documents())
        assert all(document_file(document.id) == f"{document.id}.json" for document in demo_documents())

    def test_no_text_appears_twice(self):
        texts_seen = [(document.text, document.text_b) for document in demo_documents()]
        assert len(set(texts_seen)) == len(texts_seen)

    @pytest.mark.parametrize(
        "text", ["The cat sat.", "x" * 300, "one\ntwo", "nul\0", "a/" * 3000, "猫は寝た。"]
    )
    def test_a_text_is_no_file(self, text):
        with pytest.raises(
            AttlasError, match=r'is no file, expected .* give a text as \{"text": "…"\}'
        ) as caught:
            read_documents([text])
        assert len(str(caught.value)) < 250
        assert "\n" not in str(caught.value)
