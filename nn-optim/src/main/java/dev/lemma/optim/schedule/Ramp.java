package dev.lemma.optim.schedule;

import dev.lemma.api.tensor.Tensor;

/** A way from one value to another while p goes from 0 to 1. */
public enum Ramp {
    /** {@code a + (b − a)·p}. */
    LINEAR {
        @Override
        Tensor between(double a, double b, Tensor p) {
            return p.times(b - a).plus(a);
        }
    },
    /** {@code b + (a − b)·(1 + cos πp)/2}. */
    COSINE {
        @Override
        Tensor between(double a, double b, Tensor p) {
            return p.times(Math.PI).cos().plus(1).times((a - b) / 2).plus(b);
        }
    };

    abstract Tensor between(double a, double b, Tensor p);
}
