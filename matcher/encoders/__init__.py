"""Texts to vectors: the project's own fast encoder, or any Sentence Transformers model."""
