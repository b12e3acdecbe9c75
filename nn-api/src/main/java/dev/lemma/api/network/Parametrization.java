package dev.lemma.api.network;

/**
 * How weights, initial laws and learning rates scale with width: one switch for the whole network.
 *
 * <p>Let s be the standard deviation that the initializer asks for and n the fan-in. Effective weight {@code W = c·w}, drawn with {@code std(w)}, trained
 * with the rate times r:
 *
 * <pre>{@code
 *               c                              std(w)                    r (first | hidden | last), for gradient descent
 * STANDARD      1                              s                         1 | 1 | 1
 * NTK           s                              1                         1 | 1 | 1
 * MEAN_FIELD    s | s | s/√n                   1                         n | n | n        (n: the width)
 * MUP           1 | 1 | 1/√n                   s                         n | 1 | 1        (n: the width)
 * }</pre>
 *
 * A bias b with initial standard deviation s_b > 0 is {@code s_b·β}, β ~ N(0, 1), in NTK and mean-field parametrization. With s ∝ 1/√n, mean-field's last layer is
 * {@code 1/n Σ aᵢ φ(…)}: functions of order 1/√n at the start that move by order 1 at rates of order n.
 *
 * @see <a href="https://arxiv.org/abs/2011.14522">Yang and Hu 2020, Feature learning in infinite-width neural networks (abc-parametrizations)</a>
 * @see <a href="https://arxiv.org/abs/1806.07572">Jacot, Gabriel and Hongler 2018, Neural tangent kernel</a>
 */
public enum Parametrization {
    STANDARD,
    NTK,
    MEAN_FIELD,
    MUP
}
