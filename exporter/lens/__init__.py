"""The pass over a corpus whose queries, keys and values HeadLens clusters."""
