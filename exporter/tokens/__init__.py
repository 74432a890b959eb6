"""Texts as a model reads them: tokens, the characters they stand for, their labels and words."""
