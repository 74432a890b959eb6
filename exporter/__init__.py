"""Models and documents in, export out: the only part of attlas that knows torch, transformers and spaCy."""
