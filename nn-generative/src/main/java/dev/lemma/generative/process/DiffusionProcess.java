package dev.lemma.generative.process;

import dev.lemma.api.tensor.Tensor;

/**
 * A diffusion that turns data at time 0 into noise at time T, and with a score runs backwards.
 *
 * <pre>{@code
 * forward                 dx = f(x, t) dt + g(t) dw
 * Fokker and Planck       ∂ₜq = −div(f q) + ½ g² Δq
 * backward, any α ≥ 0     dx = [f − ½ (1 + α²) g² ∇log q_t] dt + α g dw̄
 * }</pre>
 *
 * <p>α = 1 is Anderson's reversal, α = 0 the probability flow. (The equation of Fokker and Planck is sometimes printed with the other sign and
 * without the ½; only this one has e^{−V} as the law of Langevin's diffusion at rest.) Networks with noise are values of this: with g = 0 it is a
 * neural differential equation, with f = −∇V that of {@link LangevinProcess}. Processes whose f is linear in x are {@link AffineProcess}es: those have
 * kernels in closed form, which all samplers use.
 *
 * @see <a href="https://doi.org/10.1016/0304-4149(82)90051-5">Anderson 1982</a>, <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021</a>
 */
public interface DiffusionProcess {

    /** T: time runs over [0, T]. */
    double horizon();

    /**
     * f(x, t).
     *
     * @param x [N, …]
     * @param t one number, or of a shape that stretches to x
     */
    Tensor drift(Tensor x, Tensor t);

    /** g²(t), element by element. */
    Tensor diffusionSquared(Tensor t);
}
