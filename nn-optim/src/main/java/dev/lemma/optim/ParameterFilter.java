package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.plugin.Default;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Slots;
import java.util.Arrays;
import java.util.Objects;

/**
 * Some of a network's parameters: those whose shape and name are as said.
 *
 * <pre>{@code
 * new WeightDecay(new Sgd(0.1), 1e-4, ParameterFilter.MATRICES)          // no decay of biases and scales
 * new WeightDecay(new Sgd(0.1), 1e-4, ParameterFilter.named("*{@literal /}weight"))
 * }</pre>
 *
 * @param leastRank of the shape, ≥ 0: 2 leaves out biases and the scales of normalisation
 * @param pattern of the name, for example {@code 0/weight}; {@code *} stands for any characters, none included
 */
public record ParameterFilter(
        @Default("0") int leastRank, @Default("*") String pattern) {

    /** Every parameter. */
    public static final ParameterFilter ALL = new ParameterFilter(0, "*");

    /** Matrices and filters: shapes of two axes and more. */
    public static final ParameterFilter MATRICES = new ParameterFilter(2, "*");

    public ParameterFilter {
        Check.atLeast("leastRank", leastRank, 0);
        Objects.requireNonNull(pattern, "pattern");
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException(
                    "pattern: expected a parameter's name, in which * stands for any characters, got nothing");
        }
    }

    /** Parameters of this name, in which {@code *} stands for any characters. */
    public static ParameterFilter named(String pattern) {
        return new ParameterFilter(0, pattern);
    }

    /** Whether the parameter is one of them. */
    public boolean accepts(Parameter parameter) {
        return parameter.shape().rank() >= leastRank && matches(parameter.name(), 0, 0);
    }

    /** From two places on. */
    private boolean matches(String text, int at, int from) {
        if (from == pattern.length()) {
            return at == text.length();
        }
        if (pattern.charAt(from) == '*') {
            return matches(text, at, from + 1) || at < text.length() && matches(text, at + 1, from);
        }
        return at < text.length() && text.charAt(at) == pattern.charAt(from) && matches(text, at + 1, from + 1);
    }

    /** The vector, of the size of θ, with zeros at all other parameters. */
    public Tensor keep(Tensor vector, Slots slots) {
        if (slots.parameters().stream().allMatch(this::accepts)) {
            return vector;
        }
        double[] mask = new double[vector.shape().size()];
        for (Parameter parameter : slots.parameters()) {
            if (accepts(parameter)) {
                int from = parameter.offset();
                Arrays.fill(mask, from, from + parameter.shape().size(), 1);
            }
        }
        return vector.times(Tensor.literal(Array.of(Shape.of(mask.length), mask).as(vector.type())));
    }
}
