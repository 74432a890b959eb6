"""HeadLens: vectors of a corpus in, clusters and what stands for them out."""
