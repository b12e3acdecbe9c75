package dev.lemma.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.ParameterUse;
import dev.lemma.api.walk.Region;
import dev.lemma.api.walk.Rules;
import dev.lemma.api.walk.Slope;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.compiler.scalar.ScalarFunction;
import dev.lemma.core.activation.Activations;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What limits and structured derivatives need can be read off the expression of a network, without looking at its layers. */
class WalkTest {

    private static final Activation RELU = Tensor::relu;

    private static Layer dense(int in, int out, double weightStd, double biasStd) {
        return (scope, x) -> {
            Tensor w = scope.weight(
                    "weight", Shape.of(in, out), in, out, (s, n, m) -> new Law.Normal(weightStd / Math.sqrt(n)));
            Tensor b = scope.bias("bias", Shape.of(out), (s, n, m) -> new Law.Normal(biasStd));
            return x.matmul(w).plus(b);
        };
    }

    private static Layer chain(List<Layer> layers) {
        return (scope, x) -> {
            Tensor y = x;
            for (int i = 0; i < layers.size(); i++) {
                y = layers.get(i).apply(scope.child("" + i), y);
            }
            return y;
        };
    }

    // ------------------------------------------------------------------ the infinite-width kernel

    /** Mean products {@code (k₁₁, k₁₂, k₂₂)} of the units of a node at two inputs. */
    private record Moments(double k11, double k12, double k22) {

        Moments times(double c) {
            return new Moments(c * k11, c * k12, c * k22);
        }

        Moments plus(double c) {
            return new Moments(c + k11, c + k12, c + k22);
        }

        /** {@code E[relu u relu v]}: the arc-cosine kernel of order 1, Cho and Saul 2009. */
        Moments relu() {
            double theta = Math.atan2(Math.sqrt(Math.max(0, k11 * k22 - k12 * k12)), k12);
            double cross = (Math.sqrt(k11 * k22) * Math.sin(theta) + (Math.PI - theta) * k12) / (2 * Math.PI);
            return new Moments(k11 / 2, cross, k22 / 2);
        }
    }

    /** Variance of the effective entries of a parameter, which the expression may multiply by constants; null for what is no parameter. */
    private static Double variance(Tensor node) {
        if (node.op() instanceof ParameterView view) {
            double s = view.parameter().law().standardDeviation();
            return s * s;
        }
        if (node.op() == Binary.MULTIPLY && node.operand(1).constantValue().isPresent()) {
            Double inner = variance(node.operand(0));
            double c = node.operand(1).constantValue().getAsDouble();
            return inner == null ? null : Double.valueOf(inner * c * c);
        }
        return node.op() instanceof Broadcast || node.op() instanceof Reshape ? variance(node.operand(0)) : null;
    }

    private static Moments kernel(Network net, Moments input) {
        Tensor theta = Tensor.input("theta", DType.FLOAT64, net.parameterCount());
        Tensor x = Tensor.input("x", DType.FLOAT64, 2, net.input().extent(0));
        Tensor y = net.apply(theta, x);
        Map<Tensor, Moments> moments = new IdentityHashMap<>();
        moments.put(x, input);
        for (Tensor node : Graph.order(List.of(y))) {
            Moments a = node.operands().isEmpty() ? null : moments.get(node.operand(0));
            if (a == null) {
                continue;
            }
            if (node.op() instanceof MatMul) {
                int fanIn = node.operand(0).shape().extent(-1);
                moments.put(node, a.times(fanIn * variance(node.operand(1))));
            } else if (node.op() == Binary.ADD) {
                moments.put(node, a.plus(variance(node.operand(1))));
            } else if (node.op() == Binary.MAXIMUM
                    && node.operand(1).constantValue().getAsDouble() == 0) {
                moments.put(node, a.relu());
            } else {
                throw new AssertionError("unexpected " + node);
            }
        }
        return moments.get(y);
    }

    /** σ_w² = 2, σ_b = 0, |x|² = d, correlation ½: values from a 40-digit recursion. */
    @ParameterizedTest
    @CsvSource({"1, 1.217995562088", "2, 1.367811301797", "3, 1.476256384602"})
    void kernelOfDenseReluNetworks(int hidden, double expected) {
        for (Parametrization parametrization : List.of(Parametrization.STANDARD, Parametrization.NTK)) {
            List<Layer> layers = new ArrayList<>();
            int in = 10;
            for (int i = 0; i < hidden; i++) {
                layers.add(dense(in, 32, Math.sqrt(2), 0));
                layers.add(RELU);
                in = 32;
            }
            layers.add(dense(in, 1, Math.sqrt(2), 0));
            Network net =
                    Network.of(Shape.of(10), chain(layers), parametrization).as(DType.FLOAT64);
            Moments k = kernel(net, new Moments(1, 0.5, 1));
            assertThat(k.k12()).as("%s", parametrization).isCloseTo(expected, within(1e-11));
            assertThat(k.k11()).isCloseTo(2, within(1e-12));
        }
    }

    // ------------------------------------------------------------------ the empirical tangent kernel

    /** {@code Θ = Σ (A Aᵀ) ∘ (Δ Δᵀ)} over weights plus {@code Δ Δᵀ} over biases, A what enters a product, Δ the cotangent of what leaves it. */
    private static double[][] structured(Network net, Array theta, Array x) {
        Tensor thetaLeaf = Tensor.input("theta", DType.FLOAT64, net.parameterCount());
        Tensor xLeaf = Tensor.input("x", DType.FLOAT64, x.shape().extents());
        Tensor y = net.apply(thetaLeaf, xLeaf);
        List<Tensor> wanted = new ArrayList<>();
        List<Double> scales = new ArrayList<>();
        for (Tensor node : Graph.order(List.of(y))) {
            boolean product = node.op() instanceof MatMul && variance(node.operand(1)) != null;
            boolean shift = node.op() == Binary.ADD && variance(node.operand(1)) != null;
            if (product || shift) {
                wanted.add(product ? node.operand(0) : xLeaf.filled(1).slice(1, 0, 1));
                wanted.add(Derivatives.vjp(y, node, y.filled(1)));
                double c = scale(node.operand(1));
                scales.add(c * c);
            }
        }
        List<Array> values = ReferenceExecutor.evaluate(wanted, Map.of(thetaLeaf, theta, xLeaf, x));
        int n = x.shape().extent(0);
        double[][] kernel = new double[n][n];
        for (int part = 0; part < scales.size(); part++) {
            double[][] aa = gram(values.get(2 * part));
            double[][] dd = gram(values.get(2 * part + 1));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    kernel[i][j] += scales.get(part) * aa[i][j] * dd[i][j];
                }
            }
        }
        return kernel;
    }

    /** The constant by which the expression multiplies a parameter. */
    private static double scale(Tensor node) {
        if (node.op() == Binary.MULTIPLY) {
            return scale(node.operand(0)) * node.operand(1).constantValue().getAsDouble();
        }
        return node.op() instanceof ParameterView ? 1 : scale(node.operand(0));
    }

    private static double[][] gram(Array a) {
        int n = a.shape().extent(0);
        int k = a.shape().size() / n;
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    gram[i][j] += a.get(i * k + p) * a.get(j * k + p);
                }
            }
        }
        return gram;
    }

    @Test
    void structuredTangentKernelEqualsJacobianContraction() {
        Network net = Network.of(
                        Shape.of(3),
                        chain(List.of(dense(3, 17, 1.4, 0.3), (Activation) Tensor::tanh, dense(17, 1, 1.1, 0.2))),
                        Parametrization.NTK)
                .as(DType.FLOAT64);
        Array theta = net.initialArray(Key.of(1));
        double[] numbers = new double[15];
        Randomness.normal(Key.of(2), numbers);
        Array x = Array.of(Shape.of(5, 3), numbers);
        Tensor thetaLeaf = Tensor.input("theta", DType.FLOAT64, net.parameterCount());
        Tensor jacobian = Derivatives.jacobian(net.apply(thetaLeaf, Tensor.literal(x)), thetaLeaf)
                .reshape(5, net.parameterCount());
        double[][] expected = gram(ReferenceExecutor.evaluate(List.of(jacobian), Map.of(thetaLeaf, theta))
                .get(0));
        double[][] actual = structured(net, theta, x);
        for (int i = 0; i < 5; i++) {
            assertThat(actual[i]).containsExactly(expected[i], within(1e-10));
        }
    }

    // ------------------------------------------------------------------ the kit

    /** GELU and a lambda are one region each; a skip is none. */
    @Test
    void regionsAreTheLargestFunctionsOfOneVariable() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2, 3);
        Tensor w = Tensor.input("w", DType.FLOAT64, 3, 3);
        Tensor z = x.matmul(w).plus(x);
        assertThat(Region.of(Activations.GELU.apply(z)).variable()).isSameAs(z);
        assertThat(Region.of(Activations.ELU.apply(z).times(2).plus(z.square())).variable())
                .isSameAs(z);
        assertThat(Region.of(z.plus(x.matmul(w))).isIdentity()).isTrue();
        Region clamp = Region.of(z.times(2).clamp(-1, 3));
        assertThat(Slope.of(clamp)).isEqualTo(new Slope(0, 2));
        assertThat(Slope.of(Region.of(z.tanh().negate())).decreasing()).isTrue();
        ScalarFunction f = ScalarFunction.of(clamp);
        assertThat(f.kinks(-9, 9)).containsExactly(-0.5, 1.5);
        assertThat(f.applyAsDouble(0.25)).isEqualTo(0.5);
        assertThat(f.derivative().values(-1, 0, 2)).containsExactly(0, 2, 0);
        ScalarFunction waves = ScalarFunction.of(t -> t.sin().relu());
        assertThat(waves.kinks(-7, 7))
                .containsExactly(new double[] {-2 * Math.PI, -Math.PI, 0, Math.PI, 2 * Math.PI}, within(1e-14));
        assertThat(ScalarFunction.of(t -> t.square().sqrt()).kinks(-1, 1)).containsExactly(0);
        assertThat(ScalarFunction.of(t -> t.times(2).floor()).kinks(-0.9, 0.9))
                .containsExactly(new double[] {-0.5, 0, 0.5}, within(1e-15));
        assertThat(ScalarFunction.of(Tensor::softplus).kinks(-9, 9)).isEmpty();
    }

    @Test
    void usesOfAParameterKeepFactorPlaceAndLaw() {
        Parameter p = new Parameter("layer/w", Shape.of(2, 3), 1, new Law.Normal(0.5), 1, 1);
        Tensor theta = Tensor.input("theta", DType.FLOAT64, 7);
        Tensor w = Tensor.apply(new ParameterView(p), theta);
        ParameterUse use = ParameterUse.of(
                w.times(4).transpose().negate().times(1).dividedBy(2).slice(0, 1, 3));
        assertThat(use).isNotNull();
        assertThat(use.factor()).isEqualTo(-2);
        assertThat(use.variance()).isEqualTo(1);
        assertThat(use.places()).containsExactly(1, 4, 2, 5);
        assertThat(use.distinct()).isTrue();
        assertThat(ParameterUse.of(w.broadcast(2, 2, 3)).distinct()).isFalse();
        assertThat(ParameterUse.of(w.tanh())).isNull();
        assertThatThrownBy(() -> Rules.<Integer>of("counting").walk().at(w.tanh()))
                .hasMessage("counting: TANH [2, 3], after \"layer/w\": there is no rule for this operation");
    }

    /** A chain of ten thousand layers, one frame deep. */
    @Test
    void depthDoesNotMatter() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 1);
        Tensor y = x;
        for (int i = 0; i < 10_000; i++) {
            y = y.tanh();
        }
        Rules<Integer> depth = Rules.<Integer>of("depth")
                .with(Input.class, (op, node, walk) -> 0)
                .with(Elementwise.class, (op, node, walk) -> 1 + walk.at(node.operand(0)));
        assertThat(depth.walk().at(y)).isEqualTo(10_000);
    }
}
