/**
 * Which new examples to label. V1 is trained on `firstRows` labelled stories; each of three methods picks `picked` stories out of a
 * pool of `poolRows` unlabelled ones; annotators label them; V2 is trained on the new stories alone, or on old and new together.
 *
 * Legend: d features, N rows of the pool, k picked. Labels are -1 or +1. A score is positive where +1 is predicted; its size is the
 * distance from the decision boundary, up to a factor. Methods are numbered as in the question: 1 picks the k stories with the
 * smallest |score|, 2 picks k at random, 3 picks the k with the largest |score| among those whose label V1 gets wrong.
 */

/** The number of a method. */
export type Method = 1 | 2 | 3

/** One value a method, in the order 1, 2, 3. */
export type PerMethod<T> = readonly [T, T, T]

/** What V2 is trained on: the new stories alone, or the first ones with them. */
export type Training = 'new' | 'union'

/** How a world draws its stories and labels, and how large everything is. */
export interface Regime {
  /** d >= 1. Features are independent standard normals. */
  readonly features: number
  /** Labelled stories that V1 is trained on, >= 1. */
  readonly firstRows: number
  /** k, 1 <= k <= poolRows. */
  readonly picked: number
  /** N. */
  readonly poolRows: number
  /** lambda > 0 of the fit: sum over rows of ln(1 + exp(-y s)), plus lambda / 2 times the squared weights. No intercept. */
  readonly penalty: number
  /** Share of all labels, V1's too, that annotators turn round, in [0, 1/2). 0 by default. */
  readonly flips?: number
  /**
   * How uncertain a label is before annotators see it. 0 (default): it is the sign of f. T > 0: it is +1 with probability
   * 1 / (1 + exp(-f / T)). f is the truth's score, of unit variance.
   */
  readonly temperature?: number
  /** Sources that V1 has seen no story of: each has a token of its own, which alone decides the label of its stories. */
  readonly blindSpots?: BlindSpots
  /** Sources that disagree about what the features mean; V1 has seen stories of the first source only. */
  readonly shift?: Shift
  /** The truth's score f: `linear` (default) in the features, or `quadratic`: w . x and x' A x, in the ratio 2 : 3 of their standard deviations. */
  readonly truth?: 'linear' | 'quadratic'
  /** What the model sees: the features (default), or these and all their products x_i x_j, i <= j, centred and of unit variance. */
  readonly basis?: 'linear' | 'quadratic'
}

/** J sources, together a share `mass` of the stories of the pool and of all later ones, in (0, 1). */
export interface BlindSpots {
  /** J, in [1, 1e6]. */
  readonly tokens: number
  /** Share of the stories, in (0, 1). */
  readonly mass: number
}

/** `sources` equally common sources; in each f is (w + size u) . x with a random unit vector u of its own. Only with a linear truth. */
export interface Shift {
  /** In [1, 1e6]. */
  readonly sources: number
  /** Length of what a source adds to w; >= 0 and finite. */
  readonly size: number
}

/** Which stories: those of V1, the pool, or later ones that nothing is trained on. They share no row and no random number. */
export type StoryPart = 'first' | 'pool' | 'held out'

/** Stories, row by row. */
export interface Stories {
  /** Number of stories. */
  readonly rows: number
  /** Columns of `x`: d, or as many as the basis has. */
  readonly columns: number
  /** (rows * columns), row-major. */
  readonly x: Float64Array
  /** (rows) token of a source that V1 is blind to, 0 <= token < J, or -1. */
  readonly token: Int32Array
  /** (rows) the more probable label: the sign of f, or of the token. */
  readonly truth: Int8Array
  /** (rows) the label as annotators give it. */
  readonly labels: Int8Array
}

/** A linear score: weights . x, and for a story with a token the weight of the token. */
export interface LinearModel {
  /** (columns) */
  readonly weights: Float64Array
  /** (J) */
  readonly tokenWeights: Float64Array
}

/** What is known of the stories that one method picked; of no stories (method 3, where V1 makes no mistake) means and shares are 0. */
export interface PickedFacts {
  /** Mean |score of V1|. The same over the whole pool is `poolMeanAbsScore` of the trial. */
  readonly meanAbsScore: number
  /** ln of the determinant of the (biased) covariance of the columns of x, -Infinity where it is singular. */
  readonly logDetCovariance: number
  /** Share of them whose label is not what V1 predicts. */
  readonly againstV1: number
  /** Share of them whose label is not the more probable one. */
  readonly mislabelled: number
}

/** V2, trained on the first stories and those that method 1 picked. */
export interface Inheritance {
  /** Of V2, in [0, 1], as in the trial. */
  readonly accuracy: number
  /** Share of the held-out stories on which V2 and V1 predict the same. */
  readonly agreementWithV1: number
  /** Share of V1's mistakes on the held-out stories that V2 makes too; 0 if V1 makes none. */
  readonly mistakesKept: number
}

/** One run of the experiment. Accuracies are the share of later stories, without end, whose more probable label is predicted. */
export interface SelectionTrial {
  /** Accuracy of V1, in [0, 1]. */
  readonly v1: number
  /** Accuracy of V2 trained on the new stories alone, by method. */
  readonly new: PerMethod<number>
  /** Accuracy of V2 trained on old and new stories, by method. */
  readonly union: PerMethod<number>
  /** Mean |score of V1| over the pool. */
  readonly poolMeanAbsScore: number
  /** Of the stories that each method picked. */
  readonly picked: PerMethod<PickedFacts>
  /** Method 1 labelled by people, and by V1 itself. */
  readonly inherited: { readonly people: Inheritance; readonly v1: Inheritance }
}

/** One number a trial, two columns compared row by row. */
export interface PairedDifference {
  /** Mean of the differences, in the unit of the columns. */
  readonly mean: number
  /** Half of the width of the t interval of the mean; 0 if all trials agree, Infinity with a single trial. */
  readonly halfWidth: number
}

/** How three columns of paired numbers rank. */
export interface Comparison {
  /** Methods by falling mean; the smaller number first where means are equal. */
  readonly order: readonly Method[]
  /** Of each column, in its unit. */
  readonly means: PerMethod<number>
  /** `differences[a][b]` is a against b, 1-based methods: mean of (a - b). */
  difference(a: Method, b: Method): PairedDifference
}

/**
 * Every part throws a RangeError that names the function, the rule and the value for a regime outside its rules, for seeds that are
 * no safe integers, and for lists that do not fit each other. The same arguments always give the same values.
 */
export interface Selection {
  /** The picks of method 1: positions of the `count` smallest |score|, rising; of equal ones the earlier positions. */
  pickClosest(scores: Float64Array, count: number): Int32Array
  /** The picks of method 2: `count` different positions below `rows`, rising, every set equally likely. */
  pickRandom(rows: number, count: number, seed: number): Int32Array
  /**
   * The picks of method 3: positions of the `count` largest |score| among those with label * score <= 0, rising; of equal ones the
   * earlier. Fewer than `count` mistakes: all of them.
   */
  pickWrongAndFarthest(scores: Float64Array, labels: Int8Array, count: number): Int32Array

  /** Draws stories of a world. The seed decides the world too; the pool comes in chunks of at most 100 000 rows. */
  drawStories(regime: Regime, part: StoryPart, seed: number, chunk?: number): Stories
  /**
   * Minimises the sum over rows of ln(1 + exp(-label * score)) plus penalty / 2 times the squared weights, tokens' too.
   * No component of the gradient is larger than 1e-8.
   * @param labels (rows) -1 or 1
   * @param tokens J
   */
  fitRidgeLogistic(stories: Stories, labels: Int8Array, penalty: number, tokens: number): LinearModel
  /** (rows) the score of every story. */
  scoreStories(model: LinearModel, stories: Stories): Float64Array
  /**
   * Share of later stories of that world whose more probable label the model predicts. Exact to 1e-12 for a linear truth and basis
   * without shift: (1 - q)(1 - angle / pi) + q mean_j Phi(sign_j tokenWeight_j / |weights|); to 1e-12 as the mean over the sources with
   * shift. For a quadratic truth: counted on the held-out stories of that seed. A model of zero weights is right by chance, 1/2.
   */
  accuracyOf(model: LinearModel, regime: Regime, seed: number): number
  /** One run: first stories, V1, the pool, three picks, and V2 from each, on the new stories alone and on the union. */
  selectionTrial(regime: Regime, seed: number): SelectionTrial
  /**
   * Compares three columns of at least one trial, row by row.
   * @param level of the t intervals, in (0, 1); 0.95 by default
   */
  compareMethods(columns: PerMethod<readonly number[]>, level?: number): Comparison
}
