package dev.lemma.optim.constrained;

import java.util.function.DoubleUnaryOperator;

/** Steps that need no number. */
public enum FrankWolfeSteps implements FrankWolfeStep {
    /** {@code γ = 2/(t + 2)}: knows nothing of f. The first step goes all the way to the first minimiser. */
    OPEN_LOOP {
        @Override
        public double step(int t, double gap, double squaredLength, DoubleUnaryOperator slope) {
            return 2 / (t + 2.0);
        }
    },
    /** The minimum of a convex f on the segment, where the slope is 0 or at its end. On a quadratic it costs two gradients. */
    EXACT {
        @Override
        public double step(int t, double gap, double squaredLength, DoubleUnaryOperator slope) {
            double left = 0;
            double right = 1;
            double leftSlope = -gap;
            double rightSlope = slope.applyAsDouble(1);
            if (!(rightSlope > 0)) {
                return 1;
            }
            double gamma = 0;
            for (int i = 0; i < EVALUATIONS; i++) {
                gamma = left - leftSlope * (right - left) / (rightSlope - leftSlope);
                double at = slope.applyAsDouble(gamma);
                if (Math.abs(at) <= 1e-14 * gap || !(gamma > left && gamma < right)) {
                    break;
                }
                if (at > 0) { // the value at the end that stays is halved, so that both ends move
                    right = gamma;
                    rightSlope = at;
                    leftSlope /= 2;
                } else {
                    left = gamma;
                    leftSlope = at;
                    rightSlope /= 2;
                }
            }
            return gamma;
        }
    };

    private static final int EVALUATIONS = 60;
}
