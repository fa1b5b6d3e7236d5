"""A real transformer of nothing learned: tokenizer, one BERT layer, pooling, saved as Sentence Transformers does."""

from __future__ import annotations

from pathlib import Path

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "query", "：", *"想贷款没有抵押合同审查招聘工人"]


def make_transformer(base: Path) -> Path:
    """Save the model under ``base`` and return its folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(1)
    words, bert = list(dict.fromkeys(WORDS)), base / "bert"
    bert.mkdir(parents=True)
    (bert / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(bert)
    BertTokenizerFast(str(bert / "vocab.txt")).save_pretrained(bert)
    modules = [Transformer(str(bert)), Pooling(16)]
    model = SentenceTransformer(modules=modules, prompts={"query": "query：", "document": ""}, device="cpu")
    model.save_pretrained(str(base / "tiny"))
    return base / "tiny"
