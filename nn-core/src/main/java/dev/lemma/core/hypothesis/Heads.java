package dev.lemma.core.hypothesis;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;

/**
 * What is made of a hypothesis' values: a real number, a sign or a class. For evaluation: the last two have derivative
 * 0, and one trains the values themselves with a convex loss instead.
 */
public enum Heads implements Layer {

    /** The value itself. */
    REGRESSION {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            return x;
        }
    },
    /** 1 where the value is above 0, −1 elsewhere: binary classification, as metrics have it. NaN where the value is NaN. */
    SIGN {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            return Tensor.select(x.equalTo(x), x.greaterThan(0).times(2).minus(1), x);
        }
    },
    /** The first place of the largest value along the last axis, which disappears: classification. */
    ARGMAX {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            return x.argMax(-1);
        }
    }
}
