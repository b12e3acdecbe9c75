package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Factors on the updates of parameters whose rates depend on the width. */
final class RateScales {

    private RateScales() {}

    /** One factor for each number of θ; none where all are 1. */
    static Optional<Tensor> of(List<Parameter> parameters, Optimizer optimizer, DType type, int size) {
        double[] scales = new double[size];
        boolean plain = true;
        for (Parameter parameter : parameters) {
            double scale =
                    switch (optimizer.scaling(parameter)) {
                        case LINEAR -> parameter.rateScale();
                        case SCALE_FREE -> parameter.scaleFreeRate();
                        case UNDECLARED -> requireOne(parameter, optimizer);
                    };
            plain &= scale == 1;
            int from = parameter.offset();
            Arrays.fill(scales, from, from + parameter.shape().size(), scale);
        }
        return plain
                ? Optional.empty()
                : Optional.of(
                        Tensor.literal(Array.of(Shape.of(scales.length), scales).as(type)));
    }

    private static double requireOne(Parameter parameter, Optimizer optimizer) {
        if (parameter.rateScale() != 1 || parameter.scaleFreeRate() != 1) {
            throw new IllegalArgumentException("training: the parametrization scales the rate of \"" + parameter.name()
                    + "\" with the width, by " + parameter.rateScale()
                    + " for steps in proportion to the gradient and by "
                    + parameter.scaleFreeRate() + " for steps that do not depend on its size; " + optimizer
                    + " does not say which it makes. Override scaling() in it if it is yours, take one that says it (Sgd, Adam), or use"
                    + " Parametrization.STANDARD.");
        }
        return 1;
    }
}
