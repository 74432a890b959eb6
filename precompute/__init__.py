"""Arrays in, payload out: the contract, its codec and one pure module per analysis. No model, no disk."""
