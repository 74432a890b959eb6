"""Attention of a running model, whatever its family: where it is computed, and how it is read there."""
