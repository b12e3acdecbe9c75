package dev.lemma.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.linear.Lanczos;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondOrderTest {

    private static final int BATCH = 2;
    private final Network network = DenseClassifier.network().as(DType.FLOAT64);
    private final FusedExecutor executor = new FusedExecutor(1);
    private final SecondOrder.Hessian hessian = new SecondOrder.Hessian(network, BATCH, executor, false);

    private final SecondOrder.Hessian kept = new SecondOrder.Hessian(network, BATCH, executor, true);

    private Array direction(int seed) {
        return Data.normal(Key.of(seed), network.parameterCount()).as(DType.FLOAT64);
    }

    private static double dot(Array a, Array b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += a.get(i) * b.get(i);
        }
        return sum;
    }

    @Test
    void theProductIsTheDerivativeOfTheGradient() {
        Tensor theta = Tensor.input("theta", DType.FLOAT64, network.parameterCount());
        Tensor x = Tensor.input("features", DType.FLOAT64, BATCH, 784);
        Tensor y = Tensor.input("targets", DType.FLOAT64, BATCH);
        Tensor gradient = Derivatives.gradient(Losses.CROSS_ENTROPY.risk(network.apply(theta, x), y), theta);
        Execution at = executor.open(Routine.of(List.of(theta, x, y), List.of(gradient)));
        Array v = direction(1);
        double h = 1e-7; // so small that no unit changes sign on the way
        Array[] ends = new Array[2];
        for (int side = 0; side < 2; side++) {
            double[] numbers = hessian.execution().read(0).toDoubles();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] += (side == 0 ? h : -h) * v.get(i);
            }
            ends[side] = at.run(List.of(
                            Array.vector(numbers),
                            hessian.execution().read(1),
                            hessian.execution().read(2)))
                    .get(0);
        }
        Array product = hessian.apply(v);
        double largest = 0;
        for (int i = 0; i < network.parameterCount(); i++) {
            largest = Math.max(largest, Math.abs(product.get(i)));
        }
        for (int i = 0; i < network.parameterCount(); i += 97) {
            double difference = (ends[0].get(i) - ends[1].get(i)) / (2 * h);
            assertThat(product.get(i)).isCloseTo(difference, within(1e-6 * largest));
        }
    }

    @Test
    void theHessianIsSymmetricAndItsLargestValueIsARayleighQuotient() {
        Array u = direction(1);
        Array v = direction(2);
        double product = dot(u, hessian.apply(v));
        assertThat(dot(v, kept.apply(u))).isCloseTo(product, within(1e-9 * Math.abs(product) + 1e-7));
        Lanczos lanczos = Lanczos.of(kept, v, 20);
        Array top = lanczos.vector(lanczos.steps() - 1);
        assertThat(dot(top, hessian.apply(top))).isCloseTo(lanczos.largest(), within(1e-9 * lanczos.largest()));
        assertThat(lanczos.residuals()[lanczos.steps() - 1]).isLessThan(1e-6 * lanczos.largest());
    }
}
