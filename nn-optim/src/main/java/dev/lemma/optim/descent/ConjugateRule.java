package dev.lemma.optim.descent;

import dev.lemma.optim.internal.Vectors;

/**
 * How much of the last direction a conjugate gradient method keeps: β in {@code d₊ = −g₊ + βd}, with {@code y = g₊ − g}.
 *
 * <p>All four are equal on quadratics with exact line searches, where the method ends after p steps.
 */
public enum ConjugateRule {
    /**
     * {@code β = ‖g₊‖²/‖g‖²}. Fletcher and Reeves 1964. A descent direction with c₂ &lt; ½, but slow to recover from short
     * steps.
     */
    FLETCHER_REEVES {
        @Override
        double beta(double[] after, double[] before, double[] direction) {
            return Vectors.dot(after, after) / Vectors.dot(before, before);
        }
    },
    /** {@code β = max(0, ⟨g₊, y⟩/‖g‖²)}. Polak and Ribière 1969, cut at 0 by Powell: restarts by itself after short steps. */
    POLAK_RIBIERE {
        @Override
        double beta(double[] after, double[] before, double[] direction) {
            double[] y = Vectors.difference(after, before);
            return Math.max(0, Vectors.dot(after, y) / Vectors.dot(before, before));
        }
    },
    /**
     * {@code β = ⟨g₊, y⟩/⟨d, y⟩}. Hestenes and Stiefel 1952: {@code d₊} is conjugate to d in the mean Hessian, whatever the
     * step.
     */
    HESTENES_STIEFEL {
        @Override
        double beta(double[] after, double[] before, double[] direction) {
            double[] y = Vectors.difference(after, before);
            return Vectors.dot(after, y) / Vectors.dot(direction, y);
        }
    },
    /** {@code β = ‖g₊‖²/⟨d, y⟩}. Dai and Yuan 1999: a descent direction whenever the Wolfe conditions hold. */
    DAI_YUAN {
        @Override
        double beta(double[] after, double[] before, double[] direction) {
            double[] y = Vectors.difference(after, before);
            return Vectors.dot(after, after) / Vectors.dot(direction, y);
        }
    };

    /**
     * β.
     *
     * @param after {@code g₊}
     * @param before g
     * @param direction d
     */
    abstract double beta(double[] after, double[] before, double[] direction);
}
