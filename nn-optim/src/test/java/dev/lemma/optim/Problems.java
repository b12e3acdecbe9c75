package dev.lemma.optim;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.io.Npz;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.TrainingStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The functions of the reference data, as networks that ignore their sample: their output is the function of the
 * parameters, and the loss the output.
 */
final class Problems {

    private static final Loss VALUE = (prediction, target) -> prediction;

    private final Map<String, Array> stored;

    private Problems(Map<String, Array> stored) {
        this.stored = stored;
    }

    /** Reads {@code reference/optim/STEM.npz} at the root of the repository. */
    static Problems read(String stem) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("reference"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " holds reference/");
        }
        return new Problems(Npz.read(folder.resolve("reference/optim").resolve(stem + ".npz")));
    }

    Array array(String name) {
        Array array = stored.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no array " + name);
        }
        return array;
    }

    /** Names of the stored iterates: {@code problem.optimiser}. */
    Set<String> runs() {
        Set<String> runs = new TreeSet<>(stored.keySet());
        runs.removeIf(name -> name.matches(".*\\.(A|b|X|y|start)"));
        return runs;
    }

    /** f as a tensor of p. */
    private UnaryOperator<Tensor> function(String problem) {
        return switch (problem) {
            case "quadratic" ->
                p -> Tensor.literal(array("quadratic.A"))
                        .matmul(p.expand(1))
                        .squeeze(1)
                        .dot(p)
                        .times(0.5)
                        .minus(Tensor.literal(array("quadratic.b")).dot(p));
            case "rosenbrock" ->
                p -> {
                    Tensor u = p.at(0, 0);
                    Tensor v = p.at(0, 1);
                    return u.negate()
                            .plus(1)
                            .square()
                            .plus(v.minus(u.square()).square().times(100));
                };
            default ->
                p -> {
                    Tensor z = Tensor.literal(array("logistic.X"))
                            .matmul(p.slice(0, 0, 5).expand(1))
                            .squeeze(1)
                            .plus(p.at(0, 5));
                    return z.softplus()
                            .minus(Tensor.literal(array("logistic.y")).times(z))
                            .mean();
                };
        };
    }

    /** The start and the points after each of 100 steps, [101, dim]. */
    Array run(String problem, Optimizer optimizer, DType type) {
        Array start = array(problem + ".start");
        int dim = start.shape().size();
        Layer layer = (scope, x) -> {
            Tensor p = scope.parameter("p", Shape.of(dim), new Law.Constant(0));
            return function(problem).apply(p.as(DType.FLOAT64)).as(p.type()).plus(x.times(0));
        };
        Network network = Network.of(Shape.of(1), layer).as(type);
        TrainingStep step = new TrainingStep(network, VALUE, optimizer, Shape.of(1, 1), Shape.of(1), 1);
        Execution execution = Fused.executor().open(step.routine());
        int theta = step.places().get(TrainingStep.THETA);
        execution.load(theta, start.as(type));
        step.initial().forEach((name, value) -> execution.load(step.places().get(name), value));
        double[] iterates = new double[101 * dim];
        for (int t = 0; t <= 100; t++) {
            if (t > 0) {
                execution.run();
            }
            System.arraycopy(execution.read(theta).toDoubles(), 0, iterates, t * dim, dim);
        }
        return Array.of(Shape.of(101, dim), iterates);
    }

    /** Largest difference over the largest expected entry. */
    static double discrepancy(Array actual, Array expected) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.shape().size(); i++) {
            double d = Math.abs(actual.get(i) - expected.get(i));
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            largest = Math.max(largest, Math.abs(expected.get(i)));
        }
        return difference / largest;
    }
}
