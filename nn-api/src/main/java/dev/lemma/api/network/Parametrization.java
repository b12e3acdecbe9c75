package dev.lemma.api.network;

/**
 * How weights, initial laws and learning rates scale with width: one switch for the whole network, an
 * abc-parametrization in the sense of Yang and Hu.
 *
 * <p>Let s be the standard deviation that the initializer asks for (1/√m if it asks for a constant), m the fan-in and n
 * the fan-out of a weight. The effective weight is {@code W = c·w}; w is drawn with {@code std(w)} and trained with the
 * rate times r:
 *
 * <pre>{@code
 *               c (first | hidden | last)   std(w)   r (first | hidden | last), linear   r, scale-free
 * STANDARD      1                           s        1                                   1
 * NTK           s                           1        1                                   1/√n | 1/√(mn) | 1/√m
 * MEAN_FIELD    s | s | s/√m                1        n | n | m                           1 | 1/√m | 1
 * MUP           1 | 1 | 1/√m                s        n | n/m | 1                         1 | 1/m | 1/√m
 * }</pre>
 *
 * <p>The linear r are for optimisers whose steps are in proportion to the gradient, such as gradient descent and momentum;
 * the scale-free for those whose steps do not depend on its size, such as Adam: each says which it is
 * ({@link dev.lemma.api.training.Optimizer#scaling}), for each parameter if it treats them differently. A decay of weights that
 * an optimiser adds to its steps is multiplied by r too. Gradients shrink like 1/n: an ε beside them should be far smaller.
 *
 * <p>The scale-free r are made for steps of single numbers, as Adam's, of order 1 each. Muon, LARS and LAMB make steps of
 * matrices whose length or norm is given: with these r, under MUP, a step of a hidden weight would move hidden numbers by
 * 1/√n only. They declare nothing, and networks whose rates depend on the width refuse them.
 *
 * <p>First and last are the first and the last weight that the network declares. A network with a single weight has no
 * width: it is in NTK parametrization under the last two, with r = 1.
 *
 * <p>Biases of initial standard deviation s_b > 0 are {@code s_b·β}, β ~ N(0, 1), under NTK and mean-field. Those
 * before the last weight have linear rate n (their number) under mean-field and μP, where the gradient of a hidden number is
 * of order 1/n, and scale-free rate 1/√n under NTK; all others rate 1. Gains and shifts declared by {@link Scope#parameter}
 * are not scaled.
 *
 * <p>What follows with s ∝ 1/√m (LeCun, He), for a step at a rate that does not depend on the width n, and hidden widths in
 * proportion, by either kind of optimiser:
 *
 * <pre>{@code
 *               f at the start   change of f   change of a hidden number
 * NTK           1                1             1/√n: the kernel regime
 * MEAN_FIELD    1/√n             1             1: features are learned
 * MUP           1/√n             1             1: features are learned
 * }</pre>
 *
 * <p>STANDARD has no such rate. At the rate divided by n, gradient descent moves f by order 1, the first layer by n^(−3/2) and
 * the others by 1/√n; Adam moves f by √n, the first layer by 1/n and the others by 1. Under gradient descent MEAN_FIELD and
 * MUP are one training in two coordinates, but for a factor s² on the rate of the first weight.
 *
 * @see <a href="https://arxiv.org/abs/2011.14522">Yang and Hu 2020, Feature learning in infinite-width neural networks
 *     (abc-parametrizations, table 1)</a>
 * @see <a href="https://arxiv.org/abs/2203.03466">Yang et al. 2022, Tensor Programs V (tables 3 and 8: rates of rectangular
 *     weights, biases, Adam)</a>
 * @see <a href="https://arxiv.org/abs/2308.01814">Yang and Littwin 2023, Tensor Programs IVb (adaptive optimisers, the
 *     kernel regime among them)</a>
 * @see <a href="https://arxiv.org/abs/1806.07572">Jacot, Gabriel and Hongler 2018, Neural tangent kernel</a>
 * @see <a href="https://arxiv.org/abs/1804.06561">Mei, Montanari and Nguyen 2018, A mean field view of the landscape of
 *     two-layer neural networks</a>
 */
public enum Parametrization {
    /** {@code W = w}, drawn with the deviation that is asked for; one rate for all. */
    STANDARD,
    /** {@code W = s·w}, w of deviation 1: the kernel regime as the width grows. */
    NTK,
    /** As NTK, the last weight divided by √m once more, and rates that grow with the width: features are learned. */
    MEAN_FIELD,
    /** The maximal update parametrization, μP: mean field in other coordinates. */
    MUP
}
