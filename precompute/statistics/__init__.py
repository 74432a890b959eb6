"""Tokens and heads over all documents: what a token is given on average, and which heads give to the same tokens.

Every document is mapped to its tokens' values (`values`), which are kept until all documents have been read. Then it
is known which tokens are the most frequent (`tokens`), which documents belong together (`groups`) and which
occurrences are shown (`contexts`), and the values are added up in the order of the documents (`scores`), whatever
order they came in. All of it is computed from what the export holds, so a reader can compute it again.
"""
