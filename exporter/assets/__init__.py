"""Small models that ship with attlas, each in a folder of its own, and the scripts that trained them."""
