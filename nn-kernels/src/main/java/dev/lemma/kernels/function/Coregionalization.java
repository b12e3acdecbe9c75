package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * {@code k(t, t′) = Bₜₜ′}, {@code B = AAᵀ + diag v}, on points of one coordinate that is the number of an output, 0 … T − 1: what correlates several outputs.
 *
 * <pre>{@code
 * Kernel both = Kernels.matern52(1).columns(0, 1).times(new Coregionalization(3, 1).columns(2));   // the last column says which output
 * }</pre>
 *
 * <p>Hyper-parameters: {@code mixing[…]}, A in row-major order, begun at small random numbers so that the outputs can tell themselves apart, and {@code own[t]},
 * v, begun at 1.
 *
 * @param outputs T
 * @param rank columns of A
 */
public record Coregionalization(int outputs, int rank) implements Kernel {

    public Coregionalization {
        Check.atLeastOne("outputs", outputs);
        Check.atLeastOne("rank", rank);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        if (pairs.dimension() != 1) {
            throw new ShapeException("coregionalization: expected one coordinate, the number of an" + " output, got "
                    + pairs.dimension() + ": choose it with columns(…)");
        }
        double[] start = new double[outputs * rank];
        Randomness.normal(Key.of(0).of("coregionalization"), start);
        List<Double> small = Arrays.stream(start).mapToObj(a -> 0.5 * a).toList();
        Tensor a = hyper.real("mixing", small).reshape(outputs, rank);
        Tensor own = hyper.positive("own", Collections.nCopies(outputs, 1.0));
        Pairs chosen = pairs.map(rows -> rows.reshape(rows.shape().extent(0)).oneHot(outputs));
        Tensor shared = chosen.map(one -> one.matmul(a)).innerProduct();
        return shared.plus(chosen.map(one -> one.times(own.sqrt())).innerProduct());
    }
}
