package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.assertj.core.data.Offset;

/**
 * The derivatives of an expression against central differences, and against each other:
 *
 * <pre>{@code
 * ẏ = J ẋ          against (y(x + hẋ) − y(x − hẋ))/2h          1e-7 of the largest entry
 * x̄ = Jᵀ ȳ         against differences in single entries       1e-7 of the largest entry
 * ⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩                                         1e-12 of Σ |ȳᵢ ẏᵢ| + Σ |x̄ⱼ ẋⱼ|
 * d/dẋ (Jᵀ ȳ)      against differences of Jᵀ ȳ                 1e-5; forward over reverse, and reverse over reverse
 * d/dẋ (J u)       against differences of J u                  1e-5; forward over forward, and reverse over forward
 * }</pre>
 *
 * Differences are extrapolated once (Richardson), so that their own error is of order h⁴.
 */
public final class DerivativeChecks {

    private static final double STEP = 1e-3;
    private static final int ENTRIES = 24;

    private DerivativeChecks() {}

    /** Checks an expression of float64 variables at a point. */
    public static void check(String name, Function<List<Tensor>, Tensor> expression, Array... at) {
        new Check(name, expression, Arrays.asList(at)).run();
    }

    /**
     * Numbers of magnitude 0.2 to 2 and random sign: away from the kinks at 0, and from each other in distinct places.
     */
    public static Array away(long seed, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        double[] signs = new double[shape.size()];
        Randomness.uniform(Key.of(seed), numbers);
        Randomness.uniform(Key.of(seed).of("sign"), signs);
        // One number in each of n cells, in a shuffled order: no two are closer than a tenth of a cell.
        List<Integer> cells = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            cells.add(i);
        }
        Collections.shuffle(cells, new Random(seed));
        for (int i = 0; i < numbers.length; i++) {
            double magnitude = 0.2 + 1.8 * (cells.get(i) + 0.1 + 0.8 * numbers[i]) / numbers.length;
            numbers[i] = signs[i] < 0.5 ? -magnitude : magnitude;
        }
        return Array.of(shape, numbers);
    }

    /** Numbers of magnitude 0.2 to 2. */
    public static Array positive(long seed, int... extents) {
        double[] numbers = away(seed, extents).toDoubles();
        return Array.of(Shape.of(extents), Arrays.stream(numbers).map(Math::abs).toArray());
    }

    /** Standard normal numbers. */
    public static Array normal(long seed, int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(seed), numbers);
        return Array.of(Shape.of(extents), numbers);
    }

    private static final class Check {

        private final String name;
        private final List<Array> at;
        private final List<Tensor> x = new ArrayList<>();
        private final List<Tensor> xDot = new ArrayList<>();
        private final List<Tensor> u = new ArrayList<>();
        private final Tensor y;
        private final Tensor yBar;
        private final Map<Tensor, Array> values = new IdentityHashMap<>();

        Check(String name, Function<List<Tensor>, Tensor> expression, List<Array> at) {
            this.name = name;
            this.at = at;
            for (int i = 0; i < at.size(); i++) {
                x.add(leaf("x" + i, at.get(i)));
                xDot.add(leaf("xDot" + i, normal(100 + i, at.get(i).shape().extents())));
                u.add(leaf("u" + i, normal(200 + i, at.get(i).shape().extents())));
            }
            y = expression.apply(x);
            yBar = leaf("yBar", normal(300, y.shape().extents()));
        }

        private Tensor leaf(String leafName, Array value) {
            Tensor leaf = Tensor.input(leafName, value.type(), value.shape().extents());
            values.put(leaf, value);
            return leaf;
        }

        void run() {
            Tensor yDot = Derivatives.jvp(List.of(y), x, xDot).get(0);
            List<Tensor> xBar = Derivatives.vjp(List.of(y), x, List.of(yBar));
            close("jvp", 1e-7, List.of(yDot), List.of(y));
            entries(xBar);
            identity(yDot, xBar);
            // Second derivatives, by all four ways of composing.
            close("forward over reverse", 1e-5, Derivatives.jvp(xBar, x, xDot), xBar);
            Tensor yOfU = Derivatives.jvp(List.of(y), x, u).get(0);
            Tensor forwardForward = Derivatives.jvp(List.of(yOfU), x, xDot).get(0);
            close("forward over forward", 1e-5, List.of(forwardForward), List.of(yOfU));
            List<Tensor> reverseReverse = Derivatives.vjp(xBar, x, u);
            List<Tensor> reverseForward = Derivatives.vjp(List.of(yOfU), x, List.of(yBar));
            List<Tensor> forwardReverse = Derivatives.jvp(xBar, x, u);
            equal("reverse over reverse", reverseReverse, forwardReverse);
            equal("reverse over forward", reverseForward, forwardReverse);
        }

        /** A tangent along ẋ against the differences of what it belongs to. */
        private void close(String what, double tolerance, List<Tensor> tangents, List<Tensor> of) {
            List<Array> exact = ReferenceExecutor.evaluate(tangents, values);
            double[] coarse = difference(of, STEP);
            double[] fine = difference(of, STEP / 2);
            int place = 0;
            double largest = 0;
            double worst = 0;
            for (Array part : exact) {
                for (int i = 0; i < part.shape().size(); i++, place++) {
                    double expected = (4 * fine[place] - coarse[place]) / 3;
                    largest = Math.max(largest, Math.abs(expected));
                    double off = Math.abs(part.get(i) - expected);
                    worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
                }
            }
            assertThat(worst)
                    .as(name + ", " + what + ": difference, the largest entry being " + largest)
                    .isLessThanOrEqualTo(tolerance * largest + 1e-12);
        }

        private double[] difference(List<Tensor> of, double h) {
            List<Array> after = ReferenceExecutor.evaluate(of, moved(h));
            List<Array> before = ReferenceExecutor.evaluate(of, moved(-h));
            double[] quotient =
                    new double[after.stream().mapToInt(a -> a.shape().size()).sum()];
            int place = 0;
            for (int k = 0; k < after.size(); k++) {
                for (int i = 0; i < after.get(k).shape().size(); i++) {
                    quotient[place++] = (after.get(k).get(i) - before.get(k).get(i)) / (2 * h);
                }
            }
            return quotient;
        }

        private Map<Tensor, Array> moved(double h) {
            Map<Tensor, Array> moved = new IdentityHashMap<>(values);
            for (int k = 0; k < x.size(); k++) {
                double[] numbers = at.get(k).toDoubles();
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] += h * values.get(xDot.get(k)).get(i);
                }
                moved.put(x.get(k), Array.of(at.get(k).shape(), numbers));
            }
            return moved;
        }

        /** Single entries of the cotangents against differences of ⟨ȳ, y⟩. */
        private void entries(List<Tensor> xBar) {
            Tensor inner = y.times(yBar).sum();
            List<Array> exact = ReferenceExecutor.evaluate(xBar, values);
            for (int k = 0; k < x.size(); k++) {
                Array cotangent = exact.get(k);
                double largest = 0;
                for (int i = 0; i < cotangent.shape().size(); i++) {
                    largest = Math.max(largest, Math.abs(cotangent.get(i)));
                }
                int stride = Math.max(1, cotangent.shape().size() / ENTRIES);
                for (int i = 0; i < cotangent.shape().size(); i += stride) {
                    double coarse = (shifted(inner, k, i, STEP) - shifted(inner, k, i, -STEP)) / (2 * STEP);
                    double fine = (shifted(inner, k, i, STEP / 2) - shifted(inner, k, i, -STEP / 2)) / STEP;
                    assertThat(cotangent.get(i))
                            .as(name + ", vjp: entry " + i + " of operand " + k)
                            .isCloseTo((4 * fine - coarse) / 3, Offset.offset(1e-7 * largest + 1e-12));
                }
            }
        }

        private double shifted(Tensor inner, int operand, int entry, double h) {
            Map<Tensor, Array> moved = new IdentityHashMap<>(values);
            double[] numbers = at.get(operand).toDoubles();
            numbers[entry] += h;
            moved.put(x.get(operand), Array.of(at.get(operand).shape(), numbers));
            return ReferenceExecutor.evaluate(List.of(inner), moved).get(0).item();
        }

        private void identity(Tensor yDot, List<Tensor> xBar) {
            List<Tensor> all = new ArrayList<>(xBar);
            all.add(yDot);
            List<Array> numbers = ReferenceExecutor.evaluate(all, values);
            double left = 0;
            double size = 0;
            for (int i = 0; i < y.shape().size(); i++) {
                double term = numbers.get(x.size()).get(i) * values.get(yBar).get(i);
                left += term;
                size += Math.abs(term);
            }
            double right = 0;
            for (int k = 0; k < x.size(); k++) {
                for (int i = 0; i < at.get(k).shape().size(); i++) {
                    double term =
                            numbers.get(k).get(i) * values.get(xDot.get(k)).get(i);
                    right += term;
                    size += Math.abs(term);
                }
            }
            assertThat(Math.abs(left - right))
                    .as(name + ": " + left + " = <c, Jv> and <J'c, v> = " + right)
                    .isLessThanOrEqualTo(1e-12 * size);
        }

        private void equal(String what, List<Tensor> left, List<Tensor> right) {
            List<Tensor> both = new ArrayList<>(left);
            both.addAll(right);
            List<Array> numbers = ReferenceExecutor.evaluate(both, values);
            double largest = 0;
            double worst = 0;
            for (int k = 0; k < left.size(); k++) {
                for (int i = 0; i < left.get(k).shape().size(); i++) {
                    double expected = numbers.get(left.size() + k).get(i);
                    largest = Math.max(largest, Math.abs(expected));
                    double off = Math.abs(numbers.get(k).get(i) - expected);
                    worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
                }
            }
            assertThat(worst)
                    .as(name + ", " + what + ": the largest entry being " + largest)
                    .isLessThanOrEqualTo(1e-10 * largest + 1e-13);
        }
    }
}
