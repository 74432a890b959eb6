/*
 * Generated from precompute/schema.json by: npm run contract (in site_template/client). Do not edit.
 */

export type AttlasContract = Comparison | Corpus | Document | LensIndex | LensLayer | Site | Statistics;

/**
 * ``comparisons/<first>-<second>.json``: two models over the documents that they read as the same tokens.
 */
export interface Comparison {
  /**
   * Tokens of each class in the sources and in the targets of the documents, axes (sequence, class).
   */
  class_sizes: CountArray;
  /**
   * Classes of tokens, in the order of the arrays.
   */
  classes: readonly TokenClass[];
  /**
   * Numbers in the manifest of the documents that are compared, ascending, axes (document).
   */
  documents: CountArray;
  /**
   * Keys of the first model and the second in the manifest.
   *
   * @minItems 2
   * @maxItems 2
   */
  models: [string, string];
  /**
   * What a reader must know: words without parts of speech; null for nothing.
   */
  note?: string | null;
  /**
   * One entry per kind of attention that both have; cross-attention is read by class of the source.
   */
  parts: readonly PartComparison[];
  /**
   * Version of this contract.
   */
  schema_version: 1;
  /**
   * Attention of an edge of the graph must be above it.
   */
  threshold: number;
}
/**
 * Counts, places in a list or other whole numbers from 0, in the smallest type that holds them all, deflated.
 *
 * Little endian and row-major.
 */
export interface CountArray {
  /**
   * The bytes in base64. Inside a page, the number of the blob of the same shard that holds them.
   */
  data: string;
  /**
   * How the values were turned into bytes.
   */
  encoding: 'uint8-deflate' | 'uint16-deflate' | 'uint32-deflate';
  /**
   * Length of each axis, outermost first.
   */
  shape: readonly number[];
}
/**
 * A class of tokens: words of one part of speech, words of one relation, or one special token.
 */
export interface TokenClass {
  /**
   * Universal part of speech ('NOUN') or relation ('nsubj'), or the token itself ('[CLS]').
   */
  name: string;
  /**
   * A part of speech; a relation of dependency, of lenses only; a token that the tokenizer added; or a word that nobody tagged, and what is no word at all.
   */
  role: 'pos' | 'relation' | 'special' | 'untagged';
}
/**
 * How the heads of one kind of attention differ between two models.
 */
export interface PartComparison {
  /**
   * For each model, edges of the graph from the root by each head: their mean number per document, axes (head).
   *
   * @minItems 2
   * @maxItems 2
   */
  edges: [FloatArray, FloatArray];
  /**
   * Layer and head of those that both models have, in the order of the arrays.
   */
  heads: readonly [number, number][];
  /**
   * Kind of attention.
   */
  kind: 'encoder' | 'decoder' | 'cross';
  /**
   * Attention that moved: the mean over queries of the total variation distance between the two models' rows, axes (document, head).
   */
  moved: PackedArray;
  /**
   * For each model, the share of attention that the tokens of a class receive: the mean over documents and queries of the sum over the keys of the class, axes (head, class).
   *
   * @minItems 2
   * @maxItems 2
   */
  received: [FloatArray, FloatArray];
  /**
   * The same of the root's row alone, axes (document, head); null for the encoder of an encoder-decoder model, whose tokens are never the root, and where a window leaves the root out.
   */
  root_moved: PackedArray | null;
}
/**
 * An array whose values are kept as they are: float32, little endian, row-major, deflated.
 */
export interface FloatArray {
  /**
   * The bytes in base64. Inside a page, the number of the blob of the same shard that holds them.
   */
  data: string;
  /**
   * How the values were turned into bytes.
   */
  encoding: 'float32-deflate';
  /**
   * Length of each axis, outermost first.
   */
  shape: readonly number[];
}
/**
 * A non-negative array, quantised to 8 bits after a square root and deflated.
 *
 * ``value = scale * (code / 255) ** 2``, where the codes are the uint8 bytes, in row-major order, of the raw
 * deflate stream (RFC 1951) in `data`.
 */
export interface PackedArray {
  /**
   * The bytes in base64. Inside a page, the number of the blob of the same shard that holds them; of attention over more than 512 tokens the numbers of its tiles of 256 queries and 256 keys, row by row, with a space between.
   */
  data: string;
  /**
   * How the values were turned into bytes.
   */
  encoding: 'sqrt-uint8-deflate';
  /**
   * Largest absolute difference from the value that was encoded.
   */
  max_error: number;
  /**
   * The value that code 255 stands for.
   */
  scale: number;
  /**
   * Length of each axis, outermost first.
   */
  shape: readonly number[];
}
/**
 * ``corpus/<model>.json``: what a model does over all documents.
 */
export interface Corpus {
  /**
   * Key of the model in the manifest.
   */
  model: string;
  /**
   * Documents that were averaged, each with the same weight.
   */
  n_documents: number;
  /**
   * One entry per kind of attention.
   */
  patterns: readonly CorpusPatterns[];
  /**
   * Version of this contract.
   */
  schema_version: 1;
}
/**
 * What all heads of one kind of attention do on the average document.
 */
export interface CorpusPatterns {
  /**
   * Kind of attention.
   */
  kind: 'encoder' | 'decoder' | 'cross';
  /**
   * The layers that are kept, in ascending order.
   */
  layers: readonly LayerPatterns[];
  /**
   * Heads of all layers clustered together, one per method, numbered from 0 through the layers and their heads in the order above; empty for a single head.
   */
  linkages: readonly Linkage[];
}
/**
 * What the heads of one layer do on the average document.
 */
export interface LayerPatterns {
  /**
   * Numbers of the heads that are kept, in the order of the array.
   */
  heads: readonly number[];
  /**
   * Number of the layer in the model.
   */
  layer: number;
  /**
   * Heads of the layer clustered by their patterns, one per method; empty for a single head.
   */
  linkages: readonly Linkage[];
  /**
   * Mean over documents of attention brought to one length, axes (head, query band, key band): band b of n covers the tokens from b/n to (b + 1)/n of a sequence. Rows are means over the queries of their band, cells sums over the keys of theirs, so rows sum to 1, or less where the model has a sink.
   */
  patterns: PackedArray;
}
/**
 * Agglomerative clustering of the heads of a layer, as `scipy.cluster.hierarchy.linkage` gives it.
 */
export interface Linkage {
  /**
   * One per merge: two clusters (heads first, then earlier merges), distance, number of heads.
   */
  merges: readonly [number, number, number, number][];
  /**
   * How the distance between two clusters is measured.
   */
  method: 'ward' | 'average' | 'complete';
}
/**
 * ``documents/<file>.json``: one document and what every model made of it.
 */
export interface Document {
  /**
   * The author's id, or a number given in reading order.
   */
  id: string;
  /**
   * The gold label.
   */
  label: string | null;
  /**
   * One per model, in the order of the manifest.
   */
  runs: readonly ModelRun[];
  /**
   * Version of this contract.
   */
  schema_version: 1;
  /**
   * The target as it was given, for encoder-decoder models.
   */
  target: string | null;
  /**
   * The text as it was given.
   */
  text: string;
  /**
   * Second text of a sentence pair.
   */
  text_b: string | null;
  /**
   * The author's title.
   */
  title: string | null;
}
/**
 * What one model made of one document.
 */
export interface ModelRun {
  /**
   * One entry per kind of attention the model has.
   */
  attention: readonly Attention[];
  /**
   * What a causal model wrote after the document; null if it was not to write.
   */
  continuation?: Continuation | null;
  /**
   * Key of the model in the manifest.
   */
  model: string;
  /**
   * The model's output; null for a model without a head.
   */
  prediction:
    | (ClassPrediction | NextTokenPrediction | MaskedTokenPrediction | GeneratedPrediction | ActivationsPrediction)
    | null;
  /**
   * The tokens the model read; for a decoder-only model its only ones.
   */
  source: TokenSequence;
  /**
   * Decoder tokens of an encoder-decoder model.
   */
  target: TokenSequence | null;
  /**
   * True if the model wrote the target itself; False if it was given.
   */
  target_generated: boolean;
  /**
   * Imported vectors; null where there is attention.
   */
  vectors?: TokenVectors | null;
}
/**
 * Attention of one kind: self-attention of the encoder or the decoder, or cross-attention.
 */
export interface Attention {
  /**
   * The sequence along the key axis.
   */
  key: 'source' | 'target';
  /**
   * 'decoder' queries see no later key; 'cross' reads source from target.
   */
  kind: 'encoder' | 'decoder' | 'cross';
  /**
   * The layers that are kept, in ascending order.
   */
  layers: readonly AttentionLayer[];
  /**
   * The sequence along the query axis.
   */
  query: 'source' | 'target';
}
/**
 * Attention probabilities of one layer.
 */
export interface AttentionLayer {
  /**
   * Numbers of the heads that are kept, in the order of the array.
   */
  heads: readonly number[];
  /**
   * Number of the layer in the model.
   */
  layer: number;
  /**
   * Clusters of the lens that its tokens fall in; null without a lens.
   */
  lens?: LayerClusters | null;
  /**
   * Orders and piles; null if not exported.
   */
  network?: LayerNetwork | null;
  /**
   * Query, key and value vectors; null if not exported.
   */
  vectors?: HeadVectors | null;
  /**
   * Why this layer's vectors, which were asked for, are not there; null otherwise.
   */
  vectors_note?: string | null;
  /**
   * Probabilities, axes (head, query, key); rows sum to 1, or less where the model has a sink.
   */
  weights: PackedArray;
}
/**
 * Clusters of the lens (`LensLayer`) that a document's tokens fall in: those with the nearest centroids.
 */
export interface LayerClusters {
  /**
   * Axes (key_head, key).
   */
  key: CountArray;
  /**
   * Axes (head, query).
   */
  query: CountArray;
  /**
   * Axes (key_head, key).
   */
  value: CountArray;
}
/**
 * What the network view sorts and piles the heads of a layer by; one number per kept head, in their order.
 */
export interface LayerNetwork {
  /**
   * Entropy of the mean attention each key receives, in nats; beside a sink, of shares of the rest.
   */
  entropy: readonly number[];
  /**
   * Mean over queries of the entropy of their row, in nats; beside a sink, of shares of the rest.
   */
  focus: readonly number[];
  /**
   * One per method; empty for a single head.
   */
  linkages: readonly Linkage[];
  /**
   * Mean over queries of the attention-weighted offset key - query, in tokens, or of relative positions (0 to 1) for cross-attention; negative heads look back.
   */
  position: readonly number[];
}
/**
 * Query, key and value vectors of one layer, and all that stands between their products and the softmax.
 *
 * For a visible key, ``score = cap(scaling * query · key) + offset_bias[key - query] + key_bias[key] +
 * pair_terms[query, key]``, where ``cap(x) = soft_cap * tanh(x / soft_cap)``, or x without a soft cap; what is null
 * adds nothing. That is what the softmax saw, up to a constant per row where the model subtracts one.
 * ``attention = exp(score) / (sum of exp(score) over visible keys + exp(outside[query]))``; masked keys get 0.
 */
export interface HeadVectors {
  /**
   * Axes (key_head, key, dim), as the score used them.
   */
  key: VectorArray;
  /**
   * What is added and depends on the key's place only: axes (head, key). Null if nothing is.
   */
  key_bias: FloatArray | null;
  /**
   * For each kept head, the index of its key and value head along their first axis.
   */
  key_heads: readonly number[];
  /**
   * Largest difference between the model's attention and what these arrays give; measured.
   */
  max_error: number;
  /**
   * What is added and depends on distance only: axes (head, offset), offset = key - query + n_query - 1. Null if nothing is.
   */
  offset_bias: FloatArray | null;
  /**
   * Logarithm of the summed exponentials of what took part in the softmax and is not here (a sink, tokens outside the author's window): axes (head, query). Null if nothing did.
   */
  outside: FloatArray | null;
  /**
   * What else is added (position vectors): axes (head, query, key). Null if nothing is.
   */
  pair_terms: VectorArray | null;
  /**
   * Axes (head, query, dim), as the score used them. Like keys, in 24 bits where 16 do not do.
   */
  query: VectorArray;
  /**
   * True if queries and keys are shown after a rotation by position.
   */
  rotated: boolean;
  /**
   * Factor on the dot product.
   */
  scaling: number;
  /**
   * Bound that the scaled products are bent to stay within; null for none.
   */
  soft_cap: number | null;
  /**
   * Axes (key_head, key, dim). Mixed by the attention they are the head's output.
   */
  value: VectorArray;
  /**
   * Keys further ahead than this are masked, 0 for causal models; null for no such limit.
   */
  visible_ahead: number | null;
  /**
   * Keys further back than this are masked; null for no such limit.
   */
  visible_back: number | null;
}
/**
 * Real vectors along the last axis, quantised to 16 or 24 bits with one scale each, and deflated.
 *
 * The raw deflate stream holds the scales (float32, one per vector) and then the codes (signed integers of 2 or 3
 * bytes), both little endian and row-major; ``value = scale * code / top``, where the top code is 32767 or 8388607.
 */
export interface VectorArray {
  /**
   * The bytes in base64. Inside a page, the number of the blob of the same shard that holds them.
   */
  data: string;
  /**
   * How the values were turned into bytes.
   */
  encoding: 'row-int16-deflate' | 'row-int24-deflate';
  /**
   * Largest absolute difference from the value that was encoded.
   */
  max_error: number;
  /**
   * Length of each axis, outermost first; vectors lie along the last.
   */
  shape: readonly number[];
}
/**
 * What a causal model wrote after a prompt, greedily; its tokens end the source.
 */
export interface Continuation {
  /**
   * True if the model ended its text, False if it was stopped at a length.
   */
  ended: boolean;
  /**
   * Index in the source of the first token that was written.
   */
  start: number;
  /**
   * One per token that was written and is in the source, in order.
   */
  steps: readonly GeneratedStep[];
  /**
   * What was written; the spans of tokens of segment 1 are places in it.
   */
  text: string;
}
/**
 * What a causal model would write after the tokens before one that it wrote.
 */
export interface GeneratedStep {
  /**
   * Index in the source of the token that was written.
   */
  position: number;
  /**
   * The ten most probable tokens, best first. The written one is the first of them unless the model's own settings, as a repetition penalty, say otherwise.
   */
  tokens: readonly ScoredLabel[];
}
/**
 * A class or a token with its probability.
 */
export interface ScoredLabel {
  /**
   * Name of the class, or the token in readable form.
   */
  label: string;
  /**
   * Softmax probability (sigmoid for multi-label models).
   */
  probability: number;
}
/**
 * Output of a sequence classifier.
 */
export interface ClassPrediction {
  /**
   * Every class, in the order of the model's config.
   */
  classes: readonly ScoredLabel[];
  /**
   * Tells the predictions apart.
   */
  task: 'classes';
}
/**
 * Output of a causal language model after the last token.
 */
export interface NextTokenPrediction {
  /**
   * Tells the predictions apart.
   */
  task: 'next_token';
  /**
   * The ten most probable next tokens, best first.
   */
  tokens: readonly ScoredLabel[];
}
/**
 * Output of a masked language model at its mask tokens.
 */
export interface MaskedTokenPrediction {
  /**
   * One entry per mask token; empty if there is none.
   */
  positions: readonly MaskedPosition[];
  /**
   * Tells the predictions apart.
   */
  task: 'masked_tokens';
}
/**
 * What a masked language model puts in one masked place.
 */
export interface MaskedPosition {
  /**
   * Index of the mask token in the sequence.
   */
  position: number;
  /**
   * The ten most probable tokens, best first.
   */
  tokens: readonly ScoredLabel[];
}
/**
 * Text that an encoder-decoder model generated for the source, greedily unless its config says otherwise.
 */
export interface GeneratedPrediction {
  /**
   * Tells the predictions apart.
   */
  task: 'generated';
  /**
   * The generated text without special tokens.
   */
  text: string;
}
/**
 * Outputs as a file of AttViz gives them, which need not be probabilities.
 */
export interface ActivationsPrediction {
  /**
   * Every output, in the order of the file.
   */
  outputs: readonly Activation[];
  /**
   * Tells the predictions apart.
   */
  task: 'activations';
}
/**
 * An output of a model of which no more is known.
 */
export interface Activation {
  /**
   * Its name; null for none.
   */
  name: string | null;
  /**
   * Its value, of any size.
   */
  value: number;
}
/**
 * One tokenised sequence as the model read it; all lists have one entry per token.
 */
export interface TokenSequence {
  /**
   * Character after the token's last; -1 if it stands for no text.
   */
  ends: readonly number[];
  /**
   * The same tokens in readable form: no markers, bytes decoded.
   */
  labels: readonly string[];
  /**
   * Tokens that the model read after these, left out by the author's window.
   */
  n_after?: number;
  /**
   * Tokens that the model read before these, left out by the author's window.
   */
  n_before?: number;
  /**
   * Tokens of the document that were cut off; 0 if it is whole.
   */
  n_truncated: number;
  /**
   * 0 for the first text (or the only one), 1 for the second of a pair or for what the model wrote after a prompt; special tokens too.
   */
  segments: readonly number[];
  /**
   * True for tokens the tokenizer added ([CLS], </s>, …).
   */
  special: readonly boolean[];
  /**
   * First character (code point) of the token in its segment's text; -1 if it stands for no text.
   */
  starts: readonly number[];
  /**
   * Tokens as the vocabulary spells them, e.g. '##ing', 'Ġthe'.
   */
  tokens: readonly string[];
  /**
   * Text of each word, in the order of the word numbers.
   */
  word_labels: readonly string[];
  /**
   * Number of the word a token belongs to, counted over the sequence; -1 for special tokens, white space that stands alone, and tokens that are not found in the text.
   */
  words: readonly number[];
}
/**
 * Vectors of numbers, one per token, that were imported in place of attention.
 *
 * References
 * ----------
 * Škrlj et al. 2020, "AttViz: Online exploration of self-attention for transparent neural language modeling".
 */
export interface TokenVectors {
  /**
   * They follow one another and cover the source.
   */
  blocks: readonly TokenBlock[];
  /**
   * The block whose text is highlighted; null for none.
   */
  highlight_block: number | null;
  /**
   * Its vectors that the text is highlighted by.
   */
  highlight_vectors: readonly number[];
}
/**
 * A stretch of the source with vectors of its own.
 */
export interface TokenBlock {
  /**
   * The token after its last.
   */
  end: number;
  /**
   * Its name; null for none.
   */
  name: string | null;
  /**
   * Its first token.
   */
  start: number;
  /**
   * What is known of its tokens.
   */
  vectors: readonly TokenVector[];
  /**
   * Whether it is shown at first; null for the page's choice.
   */
  visible: boolean | null;
}
/**
 * One number for each token of a block, from whatever source.
 */
export interface TokenVector {
  /**
   * Colour as CSS spells it, '#cc3366'; null for the page's choice.
   */
  color: string | null;
  /**
   * Its name; null for none.
   */
  name: string | null;
  /**
   * Axes (token).
   */
  values: FloatArray;
  /**
   * Whether it is shown at first; null for the page's choice.
   */
  visible: boolean | null;
}
/**
 * ``lens/<model>/index.json``: the corpus behind the lens, and every head in a few words.
 */
export interface LensIndex {
  /**
   * Every head, by kind, layer and number.
   */
  heads: readonly HeadSketch[];
  /**
   * Key of the model in the manifest.
   */
  model: string;
  /**
   * What a reader must know: fewer clusters than asked for, no tags.
   */
  notes: readonly string[];
  /**
   * Version of this contract.
   */
  schema_version: 1;
  /**
   * Source, and target where the model has one.
   */
  sequences: readonly LensSequence[];
}
/**
 * A head in a few words: the pair of clusters whose centroids have the largest inner product.
 *
 * Clusters of special tokens and those with less than a hundredth of the vectors are left out where others exist.
 */
export interface HeadSketch {
  /**
   * Number of the head in the layer.
   */
  head: number;
  /**
   * The cluster that answers.
   */
  key: ClusterSketch;
  /**
   * Kind of attention.
   */
  kind: 'encoder' | 'decoder' | 'cross';
  /**
   * Number of the layer in the model.
   */
  layer: number;
  /**
   * The cluster that asks.
   */
  query: ClusterSketch;
  /**
   * The same, scaled as the model scales its scores.
   */
  scaled: number;
  /**
   * Inner product of the two centroids.
   */
  similarity: number;
  /**
   * Standard deviation of the scaled inner products of the head, each pair weighted by the sizes of its clusters: how much the head tells classes of words apart.
   */
  spread: number;
}
/**
 * A cluster in a few words.
 */
export interface ClusterSketch {
  /**
   * Its largest classes, three at most, and their shares, the largest first.
   */
  classes: readonly [number, number][];
  /**
   * Its number.
   */
  cluster: number;
  /**
   * Vectors in it.
   */
  size: number;
  /**
   * Its most frequent words, three at most.
   */
  words: readonly number[];
}
/**
 * What was read of one side of the corpus.
 */
export interface LensSequence {
  /**
   * Classes of tokens, in the order of the counts.
   */
  classes: readonly TokenClass[];
  /**
   * Tokens that clusters list as examples, axes (example, field); the fields are the passage, the token's place in what the export keeps of its sequence, and the first character and the one after the last (code points) of its word in the passage.
   */
  examples: CountArray;
  /**
   * True if the model wrote any of it itself.
   */
  generated: boolean;
  /**
   * Language it was tagged as; null if it was not.
   */
  language: string | null;
  /**
   * Documents of the corpus.
   */
  n_documents: number;
  /**
   * Tokens among them whose vectors were clustered.
   */
  n_sampled: number;
  /**
   * Tokens of the corpus.
   */
  n_tokens: number;
  /**
   * What said how words depend on others, with its version; null if nothing did.
   */
  parser?: string | null;
  /**
   * Classes of tokens by the universal relation of their word to the one that it depends on, without subtypes, in the order of the counts; null without a parser.
   */
  relations?: readonly TokenClass[] | null;
  /**
   * Side of the model that read it.
   */
  sequence: 'source' | 'target';
  /**
   * What tagged the words, with its version; null if nothing did.
   */
  tagger: string | null;
  /**
   * Passages that examples are in.
   */
  texts: readonly LensText[];
  /**
   * Words that clusters list, in the order of their numbers.
   */
  words: readonly LensWord[];
}
/**
 * A passage of a text of the corpus that holds examples with some context.
 */
export interface LensText {
  /**
   * True if a page can show the examples in it: the text is a document of the export, whose window holds them.
   */
  document: boolean;
  /**
   * The document's id.
   */
  id: string;
  /**
   * 0 for the text, 1 for the second of a pair.
   */
  segment: number;
  /**
   * What the corpus has there, or, of a target, what the model wrote.
   */
  text: string;
}
/**
 * A word, or a special token, that stands for clusters.
 */
export interface LensWord {
  /**
   * As in the text; in lower case for models that read no other.
   */
  text: string;
  /**
   * Its class, as a place in `classes`; a word of two classes is listed twice.
   */
  word_class: number;
}
/**
 * ``lens/<model>/<kind>-<layer>.json``: what the queries, keys and values of a layer stand for over a corpus.
 *
 * References
 * ----------
 * Park et al. 2019, "SANVis: Visual Analytics for Understanding Self-Attention Networks".
 */
export interface LensLayer {
  /**
   * Numbers of the heads, in the order of the arrays.
   */
  heads: readonly number[];
  /**
   * Clusters of keys, one entry per key head.
   */
  key: ClusterSet;
  /**
   * For each head, the index of its key and value head along the first axis of their arrays.
   */
  key_heads: readonly number[];
  /**
   * Key clusters such that like columns are, axes (head, rank).
   */
  key_order: CountArray;
  /**
   * Side that keys and values are from.
   */
  key_sequence: 'source' | 'target';
  /**
   * Kind of attention.
   */
  kind: 'encoder' | 'decoder' | 'cross';
  /**
   * Number of the layer in the model.
   */
  layer: number;
  /**
   * Key of the model in the manifest.
   */
  model: string;
  /**
   * Clusters of queries, one entry per head.
   */
  query: ClusterSet;
  /**
   * Query clusters such that like rows of the similarities are neighbours, axes (head, rank).
   */
  query_order: CountArray;
  /**
   * Side that queries are from.
   */
  query_sequence: 'source' | 'target';
  /**
   * True if queries and keys could only be had after a rotation by position.
   */
  rotated: boolean;
  /**
   * Factor on the inner products in the model's scores.
   */
  scaling: number;
  /**
   * Version of this contract.
   */
  schema_version: 1;
  /**
   * Inner products of the centroids, axes (head, query cluster, key cluster).
   */
  similarity: VectorArray;
  /**
   * Clusters of values, one entry per key head.
   */
  value: ClusterSet;
  /**
   * Tokens per cluster of their key and cluster of their value, axes (key_head, key cluster, value cluster): which keys are read, and what is then written.
   */
  written: CountArray;
}
/**
 * Clusters of the vectors of one role (query, key or value) in one layer, the largest first.
 *
 * Heads may have different numbers of clusters: arrays are as long as the most need, and zero where a head has no
 * such cluster.
 */
export interface ClusterSet {
  /**
   * Mean vectors, axes (head, cluster, dim).
   */
  centroids: VectorArray;
  /**
   * Vectors per class of token, axes (head, cluster, class).
   */
  classes: CountArray;
  /**
   * Vectors per tenth of their sequence, axes (head, cluster, decile): token i of n is in tenth floor(10 * i / n).
   */
  deciles: CountArray;
  /**
   * The most distinctive words, likewise: by the z-score of their log-odds against the head's other clusters, with an informative Dirichlet prior (Monroe et al. 2008).
   */
  distinctive: CountArray;
  /**
   * Places in the list of examples, counted from 1, axes (head, cluster, rank); 0 past the last.
   */
  examples: CountArray;
  /**
   * The most frequent words, axes (head, cluster, rank, field); the fields are the word and its count in the cluster, which is 0 past the last.
   */
  frequent: CountArray;
  /**
   * Mean over the vectors of each head of the squared distance to their centroid.
   */
  inertia: readonly number[];
  /**
   * Clusters of each head.
   */
  n_clusters: readonly number[];
  /**
   * Vectors per place in their sequence, axes (head, cluster, place): tokens 0 to 30, then the rest.
   */
  positions: CountArray;
  /**
   * Vectors per class of token by relation, axes (head, cluster, relation); null without a parser.
   */
  relations?: CountArray | null;
  /**
   * Vectors per cluster, axes (head, cluster).
   */
  sizes: CountArray;
  /**
   * Z-scores of the distinctive words, axes (head, cluster, rank).
   */
  z_scores: VectorArray;
}
/**
 * The configuration of a page, in its element ``attlas-site``.
 */
export interface Site {
  /**
   * What the page is built of, in the order given.
   */
  exports: readonly SiteExport[];
  /**
   * Size that the author bounded it to; null for none.
   */
  limit?: SizeLimit | null;
  /**
   * What all exports hold, one after the other; keys of models are given anew, and files are named relative to the export that they are from.
   */
  manifest: Contents;
  /**
   * Whether the shards are elements of the page, or scripts in the folder beside it.
   */
  mode: 'file' | 'folder';
  /**
   * Version of this contract.
   */
  schema_version: 1;
  /**
   * What the page shows at first, as its address says it: 'view=model&layer=3'. Empty for the first document's first layer.
   */
  start?: string;
  /**
   * Title of the page.
   */
  title: string;
}
/**
 * How one of the exports was made that a page is built of.
 */
export interface SiteExport {
  /**
   * Version of attlas that wrote the export.
   */
  attlas: string;
  /**
   * Libraries that can change the numbers, by name.
   */
  libraries: readonly Library[];
  /**
   * Keys that its models have in the page.
   */
  models: readonly string[];
  /**
   * Its documents, which follow those of the exports before it.
   */
  n_documents: number;
  /**
   * What was asked for.
   */
  settings: ExportSettings;
}
/**
 * Version of a library that can change the numbers.
 */
export interface Library {
  /**
   * Distribution name.
   */
  name: string;
  /**
   * Installed version.
   */
  version: string;
}
/**
 * What the author asked for; two exports with equal settings and inputs are equal byte by byte.
 */
export interface ExportSettings {
  /**
   * Documents per batch; null for automatic.
   */
  batch_size: number | null;
  /**
   * Type of device the models ran on: 'cpu', 'cuda', 'mps'.
   */
  device: string;
  /**
   * SHA-256 over all documents as they were read, hexadecimal.
   */
  documents_sha256: string;
  /**
   * Type of the weights.
   */
  dtype: string;
  /**
   * Tokens that causal models were to write after each document; null for none.
   */
  generate?: number | null;
  /**
   * Heads asked for; null for all.
   */
  heads: readonly number[] | null;
  /**
   * Layers asked for, negative ones from the end; null for all.
   */
  layers: readonly number[] | null;
  /**
   * How the lens was made; null without one.
   */
  lens?: LensSettings | null;
  /**
   * Longest sequence; null for the model's own limit.
   */
  max_tokens: number | null;
  /**
   * Models as given on the command line, without folders before them.
   */
  models: readonly string[];
  /**
   * Revision of the models; null for their default.
   */
  revision: string | null;
  /**
   * Whether code from the hub was allowed to run.
   */
  trust_remote_code: boolean;
  /**
   * Views whose data the author asked for.
   */
  views?: readonly ('heads' | 'model' | 'network' | 'corpus' | 'neurons' | 'lens')[];
  /**
   * Tokens of the source that are kept, as in a slice: '0:128', '-64:'. Null for all.
   */
  window?: string | null;
  /**
   * How words were tagged in statistics; null for words without parts of speech.
   */
  words?: WordSettings | null;
}
/**
 * What the author asked for in the lens.
 */
export interface LensSettings {
  /**
   * SHA-256 over the corpus as it was read, hexadecimal; null for the documents themselves.
   */
  corpus_sha256: string | null;
  /**
   * Language of the texts, as a code; null if nothing can tag them.
   */
  language: string | null;
  /**
   * Clusters asked for; null to choose by the bend of the inertia between 4 and 24.
   */
  n_clusters: number | null;
  /**
   * Most tokens per side whose vectors are clustered.
   */
  n_tokens: number;
  /**
   * spaCy pipeline asked for, with its version; null for attlas's own.
   */
  spacy_model: string | null;
  /**
   * Language of the targets, likewise.
   */
  target_language: string | null;
}
/**
 * What gave words their parts of speech in statistics and comparisons.
 */
export interface WordSettings {
  /**
   * Language of the texts, as a code; null if nothing tagged them.
   */
  language: string | null;
  /**
   * What tagged their words, with its version; null likewise.
   */
  tagger: string | null;
  /**
   * Language of the targets, likewise.
   */
  target_language: string | null;
  /**
   * What tagged the words of the targets, likewise.
   */
  target_tagger: string | null;
}
/**
 * A size that the author bounded the page to.
 */
export interface SizeLimit {
  /**
   * What of that a view would show; vectors are left out by documents, whose layers say so.
   */
  left_out: LeftOut;
  /**
   * Most bytes of the page, of all files of a folder together.
   */
  max_bytes: number;
  /**
   * What was given up for it, a sentence each; empty if the page is small enough as it is.
   */
  reductions: readonly string[];
}
/**
 * What the exports have and the page has not, for its size.
 */
export interface LeftOut {
  /**
   * Keys of the models whose comparison over all documents it is, a pair each.
   */
  comparisons: readonly [string, string][];
  /**
   * Keys of the models whose heads' mean patterns over all documents it is.
   */
  corpus: readonly string[];
  /**
   * Keys of the models whose HeadLens it is.
   */
  lens: readonly string[];
  /**
   * Documents, the last ones.
   */
  n_documents: number;
  /**
   * Keys of the models whose statistics over all documents it is.
   */
  statistics: readonly string[];
}
/**
 * What an export, or a page, lists of what it holds.
 */
export interface Contents {
  /**
   * Pairs of models over all documents that they read as the same tokens, in the models' order.
   */
  comparisons?: readonly ComparisonEntry[];
  /**
   * What was computed over all documents; at most one file per model, in their order.
   */
  corpus?: readonly CorpusEntry[];
  /**
   * The documents, in reading order.
   */
  documents: readonly DocumentEntry[];
  /**
   * Clusters of vectors over a corpus; at most one entry per model, in their order.
   */
  lens?: readonly LensIndexEntry[];
  /**
   * The models, in the order given.
   */
  models: readonly ModelInfo[];
  /**
   * Tokens, heads and flows over all documents; at most one file per model, in their order.
   */
  statistics?: readonly CorpusEntry[];
  /**
   * Pairs of models of one export that cannot be compared over any document.
   */
  uncompared?: readonly UncomparedEntry[];
}
/**
 * A comparison's line in the manifest.
 */
export interface ComparisonEntry {
  /**
   * The file, relative to the export's folder.
   */
  file: string;
  /**
   * Keys of the models that it is about.
   *
   * @minItems 2
   * @maxItems 2
   */
  models: [string, string];
}
/**
 * A corpus file's line in the manifest.
 */
export interface CorpusEntry {
  /**
   * The file, relative to the export's folder.
   */
  file: string;
  /**
   * Key of the model it is about.
   */
  model: string;
}
/**
 * A document's line in the manifest.
 */
export interface DocumentEntry {
  /**
   * Beginning of the text, at most 160 characters, line breaks as spaces.
   */
  excerpt: string;
  /**
   * Its file, relative to the export's folder.
   */
  file: string;
  /**
   * The document's id.
   */
  id: string;
  /**
   * The gold label.
   */
  label: string | null;
  /**
   * One per model, in the order of the manifest; null for a model that did not read the document, which happens in a page of several exports.
   */
  runs: readonly (RunSummary | null)[];
  /**
   * The author's title.
   */
  title: string | null;
}
/**
 * What the document table shows of one model's run.
 */
export interface RunSummary {
  /**
   * Tokens of the target; null if there is none.
   */
  n_target_tokens: number | null;
  /**
   * Tokens of the source.
   */
  n_tokens: number;
  /**
   * Tokens cut off, source and target together.
   */
  n_truncated: number;
  /**
   * Best class or token, or the text that the model wrote; null if there is none.
   */
  prediction: string | null;
  /**
   * Its probability; null for generated text.
   */
  probability: number | null;
}
/**
 * A model's lens, as a line in the manifest.
 */
export interface LensIndexEntry {
  /**
   * Its index, relative to the export's folder.
   */
  file: string;
  /**
   * Its layers' files, by kind and number.
   */
  layers: readonly LensEntry[];
  /**
   * Key of the model it is about.
   */
  model: string;
}
/**
 * A layer of a model's lens, as a part of its line in the manifest.
 */
export interface LensEntry {
  /**
   * Its file, relative to the export's folder.
   */
  file: string;
  /**
   * Kind of attention.
   */
  kind: 'encoder' | 'decoder' | 'cross';
  /**
   * Number of the layer in the model.
   */
  layer: number;
}
/**
 * A model, and how its attention was read.
 */
export interface ModelInfo {
  /**
   * Class of the loaded model, e.g. 'BertModel'.
   */
  architecture: string;
  /**
   * One entry per kind of attention.
   */
  attention: readonly AttentionShape[];
  /**
   * Where attention was read: the attention interface, the softmax call, or the model's outputs; or arrays that were given, of attention or of one number per token.
   */
  captured_by: 'interface' | 'softmax' | 'outputs' | 'tensors' | 'vectors';
  /**
   * Commit of the hub repository it came from; null for folders.
   */
  commit: string | null;
  /**
   * Type the weights were run in, e.g. 'float32'.
   */
  dtype: string;
  /**
   * Files of the folder it was loaded from, by name.
   */
  files: readonly ModelFile[];
  /**
   * Short name used in files and links: 'm0', 'm1', …
   */
  key: string;
  /**
   * Name shown to the reader.
   */
  label: string;
  /**
   * Family name of the config, e.g. 'bert'.
   */
  model_type: string;
  /**
   * Number of parameters.
   */
  n_parameters: number;
  /**
   * Hub name, or the name of the folder it was loaded from.
   */
  name: string;
  /**
   * Revision asked for; null for the default and for folders.
   */
  revision: string | null;
  /**
   * Fingerprint of the tokenizer; equal for tokenizers that agree.
   */
  tokenizer: string;
  /**
   * True if query, key and value vectors can be had from this model.
   */
  vectors: boolean;
  /**
   * Why there are none; null if there are.
   */
  vectors_note: string | null;
}
/**
 * How much attention of one kind the model has, kept or not.
 */
export interface AttentionShape {
  /**
   * Length of a query vector; null if unknown.
   */
  head_dim: number | null;
  /**
   * Kind of attention.
   */
  kind: 'encoder' | 'decoder' | 'cross';
  /**
   * Query heads per layer (the largest number, if layers differ).
   */
  n_heads: number;
  /**
   * Key and value heads; fewer with grouped queries; null if unknown.
   */
  n_key_heads: number | null;
  /**
   * Layers the model has; those without full attention count too.
   */
  n_layers: number;
}
/**
 * A file the model was loaded from.
 */
export interface ModelFile {
  /**
   * Size in bytes.
   */
  n_bytes: number;
  /**
   * File name inside the model's folder.
   */
  name: string;
  /**
   * SHA-256 of the content, hexadecimal.
   */
  sha256: string;
}
/**
 * Two models of which there is no comparison.
 */
export interface UncomparedEntry {
  /**
   * Keys of the models.
   *
   * @minItems 2
   * @maxItems 2
   */
  models: [string, string];
  /**
   * Why there is none, as the end of a sentence.
   */
  reason: string;
}
/**
 * ``statistics/<model>.json``: tokens, heads and flows of a model over all documents.
 *
 * References
 * ----------
 * Škrlj et al. 2020, "AttViz: Online exploration of self-attention for transparent neural language modeling".
 * DeRose, Wang and Berger 2020, "Attention Flows: Analyzing and Comparing Attention Mechanisms in Language Models".
 */
export interface Statistics {
  /**
   * How attention flows to the root.
   */
  flows: FlowProfiles;
  /**
   * All documents first, then those of each gold label and of each predicted class, by name: of the twelve labels and the twelve classes that most documents have.
   */
  groups: readonly DocumentGroup[];
  /**
   * Key of the model in the manifest.
   */
  model: string;
  /**
   * One entry per kind of attention.
   */
  parts: readonly PartStatistics[];
  /**
   * Version of this contract.
   */
  schema_version: 1;
}
/**
 * How attention flows to the root in every document, by classes of words: what makes documents alike.
 *
 * An edge leads from a token to one that it attends to by more than the threshold; it counts if a path of such edges
 * leads to it from the root: the classification token of an encoder, the last token of a causal model or of a
 * target.
 */
export interface FlowProfiles {
  /**
   * Classes of tokens, in the order of their numbers.
   */
  classes: readonly TokenClass[];
  /**
   * Numbers in the manifest of the documents, ascending, axes (document).
   */
  documents: CountArray;
  /**
   * Numbers of edges, axes (field, row); the fields are the number of the head, of the class that asks and of the class that answers, and the edges, which are never 0. Rows of a document ascend by the first three.
   */
  edges: CountArray;
  /**
   * Kind, layer and head, in the order of their numbers.
   */
  heads: ['encoder' | 'decoder' | 'cross', number, number][];
  /**
   * What a reader must know: words without parts of speech, or documents that are left out because the author's window leaves their root out; null for nothing.
   */
  note: string | null;
  /**
   * Place in `edges` of the first row of each document, axes (document).
   */
  starts: CountArray;
  /**
   * Attention must be above it.
   */
  threshold: number;
}
/**
 * Documents that statistics are over.
 */
export interface DocumentGroup {
  /**
   * All documents, those of one gold label, or those of one predicted class.
   */
  by: 'all' | 'label' | 'prediction';
  /**
   * Documents of the group that the model read.
   */
  n_documents: number;
  /**
   * The label or the class; null for all documents.
   */
  name: string | null;
}
/**
 * Statistics of the tokens that one kind of attention reads.
 */
export interface PartStatistics {
  /**
   * Some occurrences of every token, always the same of a corpus, axes (context, field); the fields are the place in `types`, the number of the document in the manifest, and the place in its sequence.
   */
  contexts: CountArray;
  /**
   * Occurrences, axes (group, token).
   */
  counts: CountArray;
  /**
   * Layer and head, in the order of the arrays.
   */
  heads: readonly [number, number][];
  /**
   * Kind of attention.
   */
  kind: 'encoder' | 'decoder' | 'cross';
  /**
   * Different tokens in the documents, those that are not listed too.
   */
  n_types: number;
  /**
   * 'self' and 'received'; only the latter for cross-attention.
   */
  scores: readonly TokenScores[];
  /**
   * The sequence that the tokens are of: the keys'.
   */
  sequence: 'source' | 'target';
  /**
   * The most frequent tokens over all documents, the most frequent first.
   */
  types: readonly TokenType[];
}
/**
 * One quantity that every token has for every head, over the documents of each group.
 *
 * Numbers are over the occurrences of a token in the documents of a group, 0 where it has none there.
 */
export interface TokenScores {
  /**
   * The value at each of the contexts, axes (head, context).
   */
  contexts: PackedArray;
  /**
   * Standard deviation (divided by the number), axes (group, head, token).
   */
  deviations: PackedArray;
  /**
   * Fuzzy Jaccard similarity of the heads by the means of the tokens that the group has, axes (group, head, head). For a single document it and the next three are of no group, and for more than 200 heads of the first group alone: their shapes begin with 0 or 1.
   */
  fuji: VectorArray;
  /**
   * Jaccard similarity of the sets of their ten tokens of the largest means, likewise.
   */
  jaccard: VectorArray;
  /**
   * Mean, axes (group, head, token).
   */
  means: VectorArray;
  /**
   * Heads such that those of like FUJI are neighbours, axes (group, rank).
   */
  order: CountArray;
  /**
   * Largest value, axes (group, head, token).
   */
  peaks: PackedArray;
  /**
   * Pearson correlation of their means, likewise; 0 where one of them is constant.
   */
  pearson: VectorArray;
  /**
   * 'self' is the attention of a token to itself, A[i, i]; 'received' the mean over all queries of the attention that it is given, mean_i A[i, j].
   */
  quantity: 'self' | 'received';
}
/**
 * A token of the vocabulary that statistics list.
 */
export interface TokenType {
  /**
   * In readable form: no markers, bytes decoded.
   */
  label: string;
  /**
   * A token with a letter or a digit; one without; or one that the tokenizer added.
   */
  role: 'word' | 'punctuation' | 'special';
  /**
   * As the vocabulary spells it, e.g. '##ing', 'Ġthe'.
   */
  token: string;
}
