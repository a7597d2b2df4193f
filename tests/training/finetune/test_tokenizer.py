import tiktoken
from tiktoken.load import load_tiktoken_bpe

from training.finetune.tokenizer import VOCABULARY, build_tokenizer

# openai/whisper, tokenizer.py.
PATTERN = r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def test_ids_are_whispers() -> None:
    tokenizer = build_tokenizer()
    assert len(tokenizer) == 51_865
    names = ["<|endoftext|>", "<|startoftranscript|>", "<|sv|>", "<|transcribe|>"]
    names += ["<|nospeech|>", "<|notimestamps|>", "<|0.00|>", "<|30.00|>"]
    wanted = [50257, 50258, 50273, 50359, 50362, 50363, 50364, 51864]
    assert tokenizer.convert_tokens_to_ids(names) == wanted
    assert tokenizer.prefix_tokens == [50258, 50273, 50359, 50363]


def test_text_is_cut_as_openais_tokenizer_cuts_it() -> None:
    tokenizer = build_tokenizer()
    reference = tiktoken.Encoding(
        "whisper",
        pat_str=PATTERN,
        mergeable_ranks=load_tiktoken_bpe(str(VOCABULARY)),
        special_tokens={},
    )
    for text in [
        "Hej, jag heter Åsa Öberg och bor på Storgatan 12.",
        "Klockan är 14.30, det kostar 3,5 % mer – eller 1 200 kr!",
        " Överläkaren  ordinerade paracetamol\n",
        "naïve 東京 😀",
    ]:
        assert tokenizer(text, add_special_tokens=False).input_ids == reference.encode(text)
        assert tokenizer.decode(tokenizer(text).input_ids, skip_special_tokens=True) == text
