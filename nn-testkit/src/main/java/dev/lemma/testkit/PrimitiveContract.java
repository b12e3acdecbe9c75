package dev.lemma.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.primitive.Primitives;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every primitive does, at the cases it is given:
 *
 * <ul>
 *   <li>its kernel has the values of its definition, in float64 to 1e-12 and in float32 to 2e-5 of the largest; with one thread and with two the same
 *       bits; from run to run the same bits
 *   <li>operands may be transposed, or every second element of something larger
 *   <li>{@code ẏ = Jẋ} is the limit of differences, to 1e-7 of the largest entry, {@code ⟨ȳ, Jẋ⟩ = ⟨Jᵀȳ, ẋ⟩} to 1e-12, and the tangent of {@code Jᵀȳ} is
 *       the limit of its differences, to 1e-5
 *   <li>a batch equals a loop over its elements, whichever operands are mapped: values, {@code Jᵀȳ} and the tangents of that, to 1e-13
 * </ul>
 */
public interface PrimitiveContract {

    /** Where the primitive is tested. */
    List<PrimitiveCase> cases();

    /** The table with the primitive: all libraries on the class path unless said otherwise. */
    default Primitives primitives() {
        return Primitives.loaded();
    }

    /** Each case as a test of its own. */
    @TestFactory
    default Stream<DynamicTest> isOnePrimitive() {
        Checks checks = new Checks(primitives());
        return cases().stream().map(of -> DynamicTest.dynamicTest(of.name(), () -> checks.run(of)));
    }

    /** The checks of the contract, on the executors of one table of primitives. */
    final class Checks {

        private static final int ELEMENTS = 3;
        private static final double STEP = 1e-3;

        private final Executor definitions;
        private final Executor kernels;
        private final Executor shared;

        Checks(Primitives primitives) {
            this.definitions = new ReferenceExecutor(primitives);
            this.kernels = new FusedExecutor(1, primitives);
            this.shared = new FusedExecutor(2, primitives);
        }

        void run(PrimitiveCase of) {
            for (DType type : DType.values()) {
                if (type == DType.FLOAT64 || of.bothTypes()) {
                    values(of, type);
                }
            }
            strided(of);
            derivatives(of);
            batches(of);
        }

        private static List<Tensor> leaves(List<Array> at) {
            return at.stream()
                    .map(array -> Tensor.input("x", new TensorType(array.type(), array.shape())))
                    .toList();
        }

        private static List<Array> run(Executor executor, List<Tensor> in, List<Tensor> out, List<Array> at) {
            return executor.open(Routine.of(in, out)).run(at);
        }

        private void values(PrimitiveCase of, DType type) {
            List<Array> at = of.at().stream().map(array -> array.as(type)).toList();
            List<Tensor> x = leaves(at);
            List<Tensor> y = List.of(of.expression().apply(x));
            Array expected = run(definitions, x, y, at).get(0);
            Array one = run(kernels, x, y, at).get(0);
            close(of + " in " + type, one, expected, type == DType.FLOAT64 ? 1e-12 : 2e-5);
            var execution = shared.open(Routine.of(x, y));
            for (int run = 0; run < 2; run++) {
                assertThat(execution.run(at).get(0))
                        .as(of + " in " + type + " with two threads, run " + run)
                        .isEqualTo(one);
            }
        }

        private void strided(PrimitiveCase of) {
            List<Tensor> plain = leaves(of.at());
            Array expected = run(definitions, plain, List.of(of.expression().apply(plain)), of.at())
                    .get(0);
            List<Tensor> x = new ArrayList<>();
            List<Tensor> views = new ArrayList<>();
            List<Array> at = new ArrayList<>();
            for (Array array : of.at()) {
                // [last, …, first, 2] with the numbers at every second place of the last axis
                int rank = array.shape().rank();
                int[] reversed = new int[rank + 1];
                int[] back = new int[rank + 1];
                for (int i = 0; i < rank; i++) {
                    reversed[i] = array.shape().extent(rank - 1 - i);
                    back[i] = rank - 1 - i;
                }
                reversed[rank] = 2;
                back[rank] = rank;
                Tensor wide = Tensor.input("x", array.type(), reversed);
                Tensor source = Tensor.input("x", array.type(), array.shape().extents());
                Tensor twice = Tensor.stack(-1, List.of(source, source.times(7)));
                at.add(run(definitions, List.of(source), List.of(twice.permute(back)), List.of(array))
                        .get(0));
                x.add(wide);
                views.add(wide.permute(back).slice(-1, 0, 1).reshape(array.shape()));
            }
            List<Tensor> y = List.of(of.expression().apply(views));
            close(of + " of strided operands", run(kernels, x, y, at).get(0), expected, 1e-12);
        }

        private void derivatives(PrimitiveCase of) {
            List<Tensor> x = leaves(of.at());
            Tensor y = of.expression().apply(x);
            List<Tensor> dots = new ArrayList<>();
            for (int i = 0; i < x.size(); i++) {
                dots.add(Tensor.literal(
                        Numbers.normal("tangent" + i, of.at().get(i).shape().extents())));
            }
            Tensor cotangent =
                    Tensor.literal(Numbers.normal("cotangent", y.shape().extents()));
            List<Tensor> bars = Derivatives.vjp(List.of(y), x, List.of(cotangent));
            Tensor dot = Derivatives.jvp(List.of(y), x, dots).get(0);
            limit(of + ", tangent", List.of(dot), List.of(y), x, dots, of.at(), 1e-7);
            limit(of + ", tangent of the cotangents", Derivatives.jvp(bars, x, dots), bars, x, dots, of.at(), 1e-5);
            Tensor left = dot.times(cotangent);
            List<Tensor> terms = new ArrayList<>(List.of(left.sum(), left.abs().sum()));
            for (int i = 0; i < x.size(); i++) {
                Tensor right = bars.get(i).times(dots.get(i));
                terms.add(right.sum());
                terms.add(right.abs().sum());
            }
            List<Array> numbers = run(definitions, x, terms, of.at());
            double difference = numbers.get(0).item();
            double size = numbers.get(1).item();
            for (int i = 2; i < numbers.size(); i += 2) {
                difference -= numbers.get(i).item();
                size += numbers.get(i + 1).item();
            }
            assertThat(Math.abs(difference)).as(of + ": <c, Jv> − <J'c, v>").isLessThanOrEqualTo(1e-12 * size);
        }

        /** Tangents against differences, extrapolated once. */
        private void limit(
                String what,
                List<Tensor> tangents,
                List<Tensor> of,
                List<Tensor> x,
                List<Tensor> dots,
                List<Array> at,
                double tolerance) {
            List<Array> directions = run(definitions, List.of(), dots, List.of());
            List<List<Array>> around = new ArrayList<>();
            for (double step : new double[] {STEP, -STEP, STEP / 2, -STEP / 2}) {
                List<Array> shifted = new ArrayList<>();
                for (int i = 0; i < at.size(); i++) {
                    double[] numbers = at.get(i).toDoubles();
                    for (int j = 0; j < numbers.length; j++) {
                        numbers[j] += step * directions.get(i).get(j);
                    }
                    shifted.add(Array.of(at.get(i).shape(), numbers));
                }
                around.add(run(definitions, x, of, shifted));
            }
            List<Array> exact = run(definitions, x, tangents, at);
            for (int k = 0; k < exact.size(); k++) {
                double[] expected = new double[exact.get(k).shape().size()];
                for (int j = 0; j < expected.length; j++) {
                    double coarse =
                            (around.get(0).get(k).get(j) - around.get(1).get(k).get(j)) / (2 * STEP);
                    double fine =
                            (around.get(2).get(k).get(j) - around.get(3).get(k).get(j)) / STEP;
                    expected[j] = (4 * fine - coarse) / 3;
                }
                close(what, exact.get(k), Array.of(exact.get(k).shape(), expected), tolerance);
            }
        }

        /** y, Jᵀȳ, and the tangents of that. */
        private static List<Tensor> quantities(PrimitiveCase of, List<Tensor> x) {
            Tensor y = of.expression().apply(x);
            Tensor cotangent =
                    Tensor.literal(Numbers.normal("cotangent", y.shape().extents()));
            List<Tensor> bars = Derivatives.vjp(List.of(y), x, List.of(cotangent));
            List<Tensor> all = new ArrayList<>(List.of(y));
            all.addAll(bars);
            all.addAll(Derivatives.jvp(
                    bars, x, x.stream().map(one -> one.filled(1)).toList()));
            return all;
        }

        private void batches(PrimitiveCase of) {
            int operands = of.at().size();
            List<Tensor> leaves = leaves(of.at());
            List<Tensor> single = quantities(of, leaves);
            for (int mask = 1; mask < 1 << operands; mask++) {
                List<Tensor> in = new ArrayList<>(leaves);
                List<Array> at = new ArrayList<>(of.at());
                List<Tensor> mapped = new ArrayList<>();
                List<Integer> places = new ArrayList<>();
                for (int i = 0; i < operands; i++) {
                    if ((mask >> i & 1) == 1) {
                        Array own = of.at().get(i);
                        Shape shape = own.shape().batch(ELEMENTS);
                        double[] all = new double[shape.size()];
                        for (int k = 0; k < all.length; k++) {
                            int size = own.shape().size();
                            all[k] = element(own, k / size, k % size);
                        }
                        in.set(i, Tensor.input("x", new TensorType(own.type(), shape)));
                        at.set(i, Array.of(shape, all));
                        mapped.add(in.get(i));
                        places.add(i);
                    }
                }
                List<Tensor> batched = Batching.ofMany(rows -> {
                            List<Tensor> x = new ArrayList<>(leaves);
                            for (int i = 0; i < rows.size(); i++) {
                                x.set(places.get(i), rows.get(i));
                            }
                            return quantities(of, x);
                        })
                        .over(mapped);
                for (Executor executor : List.of(definitions, kernels)) {
                    List<Array> together = run(executor, in, batched, at);
                    for (int k = 0; k < ELEMENTS; k++) {
                        List<Array> alone = new ArrayList<>();
                        for (int i = 0; i < operands; i++) {
                            Array own = of.at().get(i);
                            double[] numbers = own.toDoubles();
                            for (int j = 0; places.contains(i) && j < numbers.length; j++) {
                                numbers[j] = element(own, k, j);
                            }
                            alone.add(Array.of(own.shape(), numbers));
                        }
                        List<Array> expected = run(executor, leaves, single, alone);
                        for (int q = 0; q < expected.size(); q++) {
                            double[] numbers = together.get(q).toDoubles();
                            int size = expected.get(q).shape().size();
                            double[] part = Arrays.copyOfRange(numbers, k * size, (k + 1) * size);
                            close(
                                    of + " in a batch, mapped " + places + ", quantity " + q + ", element " + k,
                                    Array.of(expected.get(q).shape(), part),
                                    expected.get(q),
                                    of.batchTolerance());
                        }
                    }
                }
            }
        }

        private static double element(Array own, int k, int place) {
            return own.get(place) * (1 + 0.004 * k);
        }

        private static void close(String what, Array actual, Array expected, double tolerance) {
            assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
            double largest = 0;
            for (int i = 0; i < expected.shape().size(); i++) {
                largest = Math.max(largest, Math.abs(expected.get(i)));
            }
            for (int i = 0; i < expected.shape().size(); i++) {
                assertThat(actual.get(i))
                        .as(what + ", place " + i + ", the largest being " + largest)
                        .isCloseTo(expected.get(i), Offset.offset(tolerance * largest + 1e-12));
            }
        }
    }
}
