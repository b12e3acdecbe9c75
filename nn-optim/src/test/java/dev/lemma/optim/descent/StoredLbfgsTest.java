package dev.lemma.optim.descent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.io.Npz;
import dev.lemma.optim.objective.Objective;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * L-BFGS against PyTorch's, without a line search and with a strong Wolfe search: within 1e-9 of the largest entry, measured
 * 1.5e-14. The choices of the search are the same, so iterates are compared there too.
 */
class StoredLbfgsTest {

    private static final Map<String, Array> STORED = Npz.read(reference().resolve("optim/lbfgs.npz"));

    private static Path reference() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("reference"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " holds reference/");
        }
        return folder.resolve("reference");
    }

    private static Array stored(String name) {
        return Objects.requireNonNull(STORED.get(name), name);
    }

    private static Tensor literal(String name, DType type) {
        return Tensor.literal(stored(name).as(type));
    }

    static Objective objective(String problem, DType type) {
        int dimension = stored(problem + ".start").shape().size();
        return Objective.of(type, dimension, p -> switch (problem) {
            case "quadratic" ->
                literal("quadratic.A", type)
                        .matmul(p.expand(1))
                        .squeeze(1)
                        .dot(p)
                        .times(0.5)
                        .minus(literal("quadratic.b", type).dot(p));
            case "rosenbrock" -> {
                Tensor u = p.at(0, 0);
                Tensor v = p.at(0, 1);
                yield u.minus(1).square().plus(v.minus(u.square()).square().times(100));
            }
            default -> {
                Tensor z = literal("logistic.X", type)
                        .matmul(p.slice(0, 0, 5).expand(1))
                        .squeeze(1)
                        .plus(p.at(0, 5));
                yield z.softplus().minus(literal("logistic.y", type).times(z)).mean();
            }
        });
    }

    private record Discrepancy(double points, double values) {}

    /** Largest differences of the iterates and of the values, over the largest that is stored. */
    private static Discrepancy discrepancy(String name, LBfgs method, DType type) {
        String problem = name.substring(0, name.indexOf('.'));
        Array points = stored(name);
        List<Array> iterates = new ArrayList<>();
        Minimum found = method.minimize(
                objective(problem, type), stored(problem + ".start"), (iterate, point) -> iterates.add(point));
        assertThat(iterates).hasSize(points.shape().extent(0));
        double difference = 0;
        double largest = 0;
        for (int k = 0; k < iterates.size(); k++) {
            int p = points.shape().extent(1);
            for (int i = 0; i < p; i++) {
                double expected = points.get(k * p + i);
                difference = Math.max(difference, Math.abs(iterates.get(k).get(i) - expected));
                largest = Math.max(largest, Math.abs(expected));
            }
        }
        Array values = stored(name + ".f");
        double valueDifference = 0;
        double largestValue = 0;
        for (int k = 0; k < values.shape().size(); k++) {
            valueDifference = Math.max(valueDifference, Math.abs(found.values()[k] - values.get(k)));
            largestValue = Math.max(largestValue, Math.abs(values.get(k)));
        }
        return new Discrepancy(difference / largest, valueDifference / largestValue);
    }

    @ParameterizedTest
    @CsvSource({"quadratic, 1, 5, 12", "logistic, 1, 10, 12", "rosenbrock, 0.2, 10, 15"})
    void withoutASearchIteratesAreThoseOfPyTorch(String problem, double rate, int memory, int iterations) {
        LBfgs method = new LBfgs(memory, new FixedStep(rate), new Stopping(iterations, 0));
        Discrepancy found = discrepancy(problem + ".lbfgs", method, DType.FLOAT64);
        assertThat(found.points()).isLessThan(1e-9);
        assertThat(found.values()).isLessThan(1e-9);
    }

    @ParameterizedTest
    @CsvSource({"quadratic, 5, 12", "logistic, 10, 12", "rosenbrock, 10, 15"})
    void withAStrongWolfeSearchIteratesAreThoseOfPyTorch(String problem, int memory, int iterations) {
        LBfgs method = new LBfgs(memory, new StrongWolfe(0.9), new Stopping(iterations, 0));
        Discrepancy found = discrepancy(problem + ".lbfgs_strong_wolfe", method, DType.FLOAT64);
        assertThat(found.points()).isLessThan(1e-9);
        assertThat(found.values()).isLessThan(1e-9);
    }

    @Test
    void inFloat32TheyAreNear() {
        LBfgs method = new LBfgs(10, new FixedStep(1), new Stopping(12, 0));
        assertThat(discrepancy("logistic.lbfgs", method, DType.FLOAT32).points())
                .isLessThan(1e-4);
    }

    /** The tolerance tells a memory of four from one of five. */
    @Test
    void anotherMemoryIsNoticed() {
        LBfgs method = new LBfgs(4, new FixedStep(1), new Stopping(12, 0));
        assertThat(discrepancy("quadratic.lbfgs", method, DType.FLOAT64).points())
                .isGreaterThan(1e-7);
    }
}
