package dev.lemma.examples.depth;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The coordinate check of a network with two hidden layers of width n: root mean squares at the start, and how fast they move
 * under gradient descent at rate 1 times the parametrisation's own factors, to first order in the rate.
 *
 * <pre>{@code g = ∂/∂θ (1/N) Σ ±f      change of z = |∂z/∂θ · (r ∘ g)|    }</pre>
 *
 * <p>The derivative of the loss in f is ±1/N, so that its size does not depend on the width.
 *
 * @param signal of the second hidden layer
 * @param output of f
 * @param gradient {@code |∂f/∂θ|}, mean square over the samples
 * @param first change of the first hidden layer
 * @param second change of the second
 * @param function change of f
 */
record WidthCheck(double signal, double output, double gradient, double first, double second, double function) {

    private static final int INPUTS = 6;
    private static final int SAMPLES = 4;

    /** Passes on what it gets, and shows it. */
    private record Probe(List<Tensor> seen) implements Layer {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            seen.add(x);
            return x;
        }
    }

    static WidthCheck of(Parametrization parametrization, int width, int draws, Key key) {
        List<Tensor> seen = new ArrayList<>();
        Layer layers = Sequential.of(
                new Dense(width).noBias(),
                Activations.TANH,
                new Probe(seen),
                new Dense(width).noBias(),
                Activations.TANH,
                new Probe(seen),
                new Dense(1).noBias());
        Network net = Network.of(Shape.of(INPUTS), layers, parametrization).as(DType.FLOAT64);
        double[] factors = new double[net.parameterCount()];
        for (Parameter parameter : net.parameters()) {
            int from = parameter.offset();
            Arrays.fill(factors, from, from + parameter.shape().size(), parameter.rateScale());
        }
        Tensor signs = Tensor.literal(Array.of(Shape.of(SAMPLES, 1), new double[] {1, -1, 1, 1}));
        Tensor samples = Tensor.literal(new Law.Normal(1).draw(key.of("samples"), Shape.of(SAMPLES, INPUTS)));
        Program program = Program.of(Fused.executor(), leaves -> {
            Tensor theta = leaves.get(0);
            seen.clear();
            Tensor f = net.apply(theta, samples);
            List<Tensor> looked = List.of(seen.get(0), seen.get(1), f);
            Tensor step = Derivatives.gradient(f.times(signs).mean(), theta).times(leaves.get(1));
            List<Tensor> changes = Derivatives.jvp(looked, List.of(theta), List.of(step));
            Tensor ofOne = Derivatives.gradient(f.slice(0, 0, 1).sum(), theta);
            List<Tensor> squares = new ArrayList<>(List.of(looked.get(1), f));
            squares.addAll(changes);
            List<Tensor> results = new ArrayList<>();
            squares.forEach(z -> results.add(z.square().mean()));
            results.add(ofOne.square().sum());
            return results;
        });
        double[] sums = new double[6];
        for (int d = 0; d < draws; d++) {
            List<Array> results = program.callAll(
                    List.of(net.initialArray(key.of("parameters").at(d)), Array.vector(factors)));
            for (int k = 0; k < sums.length; k++) {
                sums[k] += results.get(k).item() / draws;
            }
        }
        return new WidthCheck(
                Math.sqrt(sums[0]),
                Math.sqrt(sums[1]),
                Math.sqrt(sums[5]),
                Math.sqrt(sums[2]),
                Math.sqrt(sums[3]),
                Math.sqrt(sums[4]));
    }
}
