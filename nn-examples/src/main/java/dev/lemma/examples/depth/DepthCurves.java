package dev.lemma.examples.depth;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * Means over samples and draws of the parameters, layer by layer.
 *
 * @param signal {@code |x_l|²/n} behind block l = 1 … L
 * @param gradient {@code |∂f/∂x_l|²} there, f being one linear output
 */
record DepthCurves(double[] signal, double[] gradient) {

    private static final int SAMPLES = 8;

    /** Passes on what it gets, and shows it. */
    private record Probe(List<Tensor> seen) implements Layer {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            seen.add(x);
            return x;
        }
    }

    /**
     * Of a network of equal blocks in width n, between inputs of norm √n and one linear output.
     *
     * @param block keeps the width
     * @param draws of the parameters
     */
    static DepthCurves of(Layer block, Parametrization parametrization, int depth, int width, int draws, Key key) {
        List<Tensor> seen = new ArrayList<>();
        List<Layer> layers = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            layers.add(block);
            layers.add(new Probe(seen));
        }
        layers.add(new Dense(1).noBias());
        Network net = Network.of(Shape.of(width), new Sequential(layers), parametrization)
                .as(DType.FLOAT64);
        Array samples = new Law.Normal(1).draw(key.of("samples"), Shape.of(SAMPLES, width));
        Program program = Program.of(Fused.executor(), leaves -> {
            seen.clear();
            Tensor f = net.apply(leaves.get(0), leaves.get(1));
            List<Tensor> places = List.copyOf(seen);
            List<Tensor> results = new ArrayList<>();
            places.forEach(x -> results.add(x.square().mean()));
            Derivatives.gradient(f.sum(), places)
                    .forEach(g -> results.add(g.square().sum().dividedBy(SAMPLES)));
            return results;
        });
        double[] signal = new double[depth];
        double[] gradient = new double[depth];
        for (int d = 0; d < draws; d++) {
            Array theta = net.initialArray(key.of("parameters").at(d));
            List<Array> results = program.callAll(List.of(theta, samples));
            for (int l = 0; l < depth; l++) {
                signal[l] += results.get(l).item() / draws;
                gradient[l] += results.get(depth + l).item() / draws;
            }
        }
        return new DepthCurves(signal, gradient);
    }

    /** The factor, as a logarithm, by which {@code |x_l|²} changes from block to block. */
    double signalRate() {
        return rate(signal);
    }

    /** The factor, as a logarithm, by which {@code |∂f/∂x_l|²} changes from block to block on the way back. */
    double gradientRate() {
        return -rate(gradient);
    }

    private static double rate(double[] squares) {
        double[] place = new double[squares.length];
        double[] log = new double[squares.length];
        for (int l = 0; l < squares.length; l++) {
            place[l] = l + 1;
            log[l] = Math.log(squares[l]);
        }
        return Line.through(place, log).slope();
    }
}
