"""Tiny random models and tokenizers, built in memory: one of every family that attlas must capture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import torch
import transformers
from torch import nn

from tiny_tokenizers import N_VOCABULARY, TokenizerKind, tiny_tokenizer

Task = Literal["classes", "next_token", "masked_tokens", "generated"]

N_LAYERS, N_HEADS, HEAD_DIM = 2, 4, 8
WIDTH = N_HEADS * HEAD_DIM
LABELS = ("negative", "neutral", "positive")

LOADERS: dict[Task | None, Any] = {
    None: transformers.AutoModel,
    "classes": transformers.AutoModelForSequenceClassification,
    "next_token": transformers.AutoModelForCausalLM,
    "masked_tokens": transformers.AutoModelForMaskedLM,
    "generated": transformers.AutoModelForSeq2SeqLM,
}


@dataclass(frozen=True)
class Family:
    """A family of models: its config class, what sets the tiny one apart, and how it tokenises."""

    config: str
    options: Mapping[str, Any] = field(default_factory=dict)
    tokenizer: TokenizerKind = "wordpiece"


def _standard(**options: Any) -> dict[str, Any]:
    return {
        "vocab_size": N_VOCABULARY,
        "hidden_size": WIDTH,
        "num_hidden_layers": N_LAYERS,
        "num_attention_heads": N_HEADS,
        "intermediate_size": 2 * WIDTH,
        "max_position_embeddings": 256,
        **options,
    }


def _gpt(**options: Any) -> dict[str, Any]:
    return {
        "vocab_size": N_VOCABULARY,
        "n_embd": WIDTH,
        "n_layer": N_LAYERS,
        "n_head": N_HEADS,
        "n_positions": 256,
        **options,
    }


def _grouped(**options: Any) -> dict[str, Any]:
    return _standard(num_key_value_heads=2, **options)


def _two_stacks(**options: Any) -> dict[str, Any]:
    return {
        "vocab_size": N_VOCABULARY,
        "d_model": WIDTH,
        "encoder_layers": N_LAYERS,
        "decoder_layers": N_LAYERS,
        "encoder_attention_heads": N_HEADS,
        "decoder_attention_heads": N_HEADS,
        "encoder_ffn_dim": 2 * WIDTH,
        "decoder_ffn_dim": 2 * WIDTH,
        "max_position_embeddings": 256,
        "scale_embedding": False,
        **options,
    }


ENCODERS: dict[str, Family] = {
    "bert": Family("BertConfig", _standard()),
    "roberta": Family("RobertaConfig", _standard(), "bytes"),
    "distilbert": Family(
        "DistilBertConfig",
        {
            "vocab_size": N_VOCABULARY,
            "dim": WIDTH,
            "n_layers": N_LAYERS,
            "n_heads": N_HEADS,
            "hidden_dim": 2 * WIDTH,
        },
    ),
    "albert": Family("AlbertConfig", _standard(embedding_size=16)),
    "electra": Family("ElectraConfig", _standard(embedding_size=16)),
    "deberta-v2": Family(
        "DebertaV2Config",
        _standard(
            relative_attention=True,
            pos_att_type=["c2p", "p2c"],
            position_buckets=8,
            norm_rel_ebd="layer_norm",
            share_att_key=True,
            position_biased_input=False,
        ),
    ),
    "modernbert": Family(
        "ModernBertConfig", _standard(local_attention=6, global_attn_every_n_layers=2, pad_token_id=0)
    ),
    "mpnet": Family("MPNetConfig", _standard()),
    "xlnet": Family(
        "XLNetConfig",
        {
            "vocab_size": N_VOCABULARY,
            "d_model": WIDTH,
            "n_layer": N_LAYERS,
            "n_head": N_HEADS,
            "d_inner": 2 * WIDTH,
        },
    ),
}

DECODERS: dict[str, Family] = {
    "gpt2": Family("GPT2Config", _gpt(), "bare bytes"),
    "gpt-neox": Family("GPTNeoXConfig", _standard(rotary_pct=0.5), "bare bytes"),
    "opt": Family(
        "OPTConfig",
        {
            "vocab_size": N_VOCABULARY,
            "hidden_size": WIDTH,
            "num_hidden_layers": N_LAYERS,
            "num_attention_heads": N_HEADS,
            "ffn_dim": 2 * WIDTH,
            "word_embed_proj_dim": WIDTH,
        },
        "bare bytes",
    ),
    "bloom": Family(
        "BloomConfig",
        {"vocab_size": N_VOCABULARY, "hidden_size": WIDTH, "n_layer": N_LAYERS, "n_head": N_HEADS},
        "bare bytes",
    ),
    "falcon-multi-query": Family(
        "FalconConfig", _standard(multi_query=True, alibi=False, new_decoder_architecture=False), "bare bytes"
    ),
    "falcon-grouped": Family(
        "FalconConfig", _standard(new_decoder_architecture=True, num_kv_heads=2, alibi=False), "bare bytes"
    ),
    "falcon-alibi": Family(
        "FalconConfig", _standard(multi_query=False, alibi=True, new_decoder_architecture=False), "bare bytes"
    ),
    "gptj": Family("GPTJConfig", _gpt(rotary_dim=4), "bare bytes"),
    "llama": Family("LlamaConfig", _grouped(), "opened pieces"),
    "mistral": Family("MistralConfig", _grouped(sliding_window=4), "opened pieces"),
    "qwen2": Family("Qwen2Config", _grouped(), "bare bytes"),
    "qwen3": Family("Qwen3Config", _grouped(head_dim=16), "bare bytes"),
    "gemma2": Family(
        "Gemma2Config",
        _grouped(head_dim=16, sliding_window=4, attn_logit_softcapping=2.0, query_pre_attn_scalar=16),
        "opened pieces",
    ),
    "gemma3": Family(
        "Gemma3TextConfig",
        _grouped(head_dim=16, sliding_window=4, sliding_window_pattern=2, query_pre_attn_scalar=16),
        "opened pieces",
    ),
    "phi3": Family("Phi3Config", _grouped(), "opened pieces"),
}

ENCODER_DECODERS: dict[str, Family] = {
    "t5": Family(
        "T5Config",
        {
            "vocab_size": N_VOCABULARY,
            "d_model": WIDTH,
            "d_kv": HEAD_DIM,
            "d_ff": 2 * WIDTH,
            "num_layers": N_LAYERS,
            "num_heads": N_HEADS,
        },
        "pieces",
    ),
    "bart": Family("BartConfig", _two_stacks(), "bytes"),
    "mbart": Family("MBartConfig", _two_stacks(), "pieces"),
    "marian": Family("MarianConfig", _two_stacks(decoder_vocab_size=N_VOCABULARY), "pieces"),
    "pegasus": Family("PegasusConfig", _two_stacks(), "pieces"),
    "m2m_100": Family("M2M100Config", _two_stacks(), "pieces"),
}

FAMILIES: dict[str, Family] = {**ENCODERS, **DECODERS, **ENCODER_DECODERS}

OTHERS: dict[str, Family] = {
    "gpt-oss": Family(
        "GptOssConfig",
        _grouped(head_dim=8, num_local_experts=4, num_experts_per_tok=2, sliding_window=4),
        "bare bytes",
    ),
    "jamba": Family(
        "JambaConfig",
        _grouped(
            attn_layer_period=2,
            attn_layer_offset=1,
            num_experts=2,
            use_mamba_kernels=False,
            mamba_d_state=8,
        ),
        "opened pieces",
    ),
    "xglm": Family(
        "XGLMConfig",
        {
            "vocab_size": N_VOCABULARY,
            "d_model": WIDTH,
            "num_layers": N_LAYERS,
            "attention_heads": N_HEADS,
            "ffn_dim": 2 * WIDTH,
        },
        "opened pieces",
    ),
    "mamba": Family(
        "MambaConfig",
        {"vocab_size": N_VOCABULARY, "hidden_size": WIDTH, "num_hidden_layers": N_LAYERS, "state_size": 8},
        "bare bytes",
    ),
    "longformer": Family("LongformerConfig", _standard(attention_window=4), "bytes"),
    "led": Family(
        "LEDConfig",
        {
            **{name: option for name, option in _two_stacks().items() if "position" not in name},
            "max_encoder_position_embeddings": 64,
            "max_decoder_position_embeddings": 64,
            "attention_window": 4,
        },
        "bytes",
    ),
    "vit": Family(
        "ViTConfig",
        {
            "hidden_size": WIDTH,
            "num_hidden_layers": N_LAYERS,
            "num_attention_heads": N_HEADS,
            "intermediate_size": 2 * WIDTH,
            "image_size": 16,
            "patch_size": 4,
        },
    ),
}
"""Families that a test needs for one property: sinks, layers without attention, no full attention, no text."""


def tiny_config(family: str, task: Task | None = None, **options: Any) -> transformers.PretrainedConfig:
    """Config of the tiny model of a family, special tokens as in its tokenizer; `options` change it."""
    chosen = {**FAMILIES, **OTHERS}[family]
    tokenizer = tiny_tokenizer(chosen.tokenizer)
    specials = {
        name: getattr(tokenizer, name)
        for name in ("pad_token_id", "bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id")
        if getattr(tokenizer, name) is not None
    }
    if family in ENCODER_DECODERS or family == "led":
        specials["decoder_start_token_id"] = tokenizer.pad_token_id
    labels = dict(enumerate(LABELS)) if task == "classes" else {}
    more = (
        {"id2label": labels, "label2id": {label: number for number, label in labels.items()}}
        if labels
        else {}
    )
    return getattr(transformers, chosen.config)(**{**specials, **chosen.options, **more, **options})


def tiny_model(
    family: str,
    task: Task | None = None,
    *,
    attention: str = "eager",
    dtype: torch.dtype = torch.float32,
    seed: int = 0,
    **options: Any,
) -> transformers.PreTrainedModel:
    """Random model in evaluation mode, the same for the same arguments.

    Parameters
    ----------
    family : str
        A key of FAMILIES or OTHERS.
    task : str, optional
        The head; none by default.
    attention : str
        Attention implementation to load with.
    options
        Changes to the config.
    """
    config = tiny_config(family, task, **options)
    torch.manual_seed(seed)
    model = LOADERS[task].from_config(config, attn_implementation=attention)
    if family != "mamba":
        sharpen(model, seed=seed)
    return model.to(dtype).eval()


@torch.no_grad()
def sharpen(model: nn.Module, *, seed: int, gain: float = 2.0) -> None:
    """Draw weights so large that attention is far from uniform, which would hide errors."""
    generator = torch.Generator().manual_seed(seed)

    def noise(weights: torch.Tensor) -> torch.Tensor:
        return torch.randn(weights.shape, generator=generator)

    embeddings = {id(module.weight) for module in model.modules() if isinstance(module, nn.Embedding)}
    learnt = ((name, weights) for name, weights in model.named_parameters() if weights.requires_grad)
    for name, weights in learnt:
        if id(weights) in embeddings:
            weights.copy_(noise(weights))
        elif weights.ndim > 1 and not name.endswith("A_log"):
            weights.copy_(noise(weights) * gain / WIDTH**0.5)
        elif weights.ndim == 1:
            weights.add_(noise(weights) * 0.2)


def tiny_inputs(
    family: str,
    *,
    n_documents: int = 2,
    n_tokens: int = 12,
    n_target: int = 7,
    n_padding: int = 0,
    seed: int = 1,
) -> dict[str, torch.Tensor]:
    """Random token ids for a tiny model, the last `n_padding` tokens of the last document masked."""
    generator = torch.Generator().manual_seed(seed)

    def ids(length: int) -> torch.Tensor:
        return torch.randint(5, N_VOCABULARY, (n_documents, length), generator=generator)

    inputs = {
        "input_ids": ids(n_tokens),
        "attention_mask": torch.ones(n_documents, n_tokens, dtype=torch.long),
    }
    if n_padding:
        inputs["attention_mask"][-1, -n_padding:] = 0
    if family in ENCODER_DECODERS:
        inputs["decoder_input_ids"] = ids(n_target)
    return inputs


def save_tiny(folder: Path, family: str, task: Task | None = None, **options: Any) -> Path:
    """Write a model folder that `from_pretrained` loads: config, weights and tokenizer.

    Returns
    -------
    Path
        `folder` itself.
    """
    tiny_model(family, task, **options).save_pretrained(folder)
    tiny_tokenizer({**FAMILIES, **OTHERS}[family].tokenizer).save_pretrained(folder)
    return folder
