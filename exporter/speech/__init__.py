"""Words of texts, their parts of speech, and the classes of tokens that come of them."""
