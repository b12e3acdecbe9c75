package dev.lemma.scattering.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.certificate.Expansion;
import dev.lemma.core.certificate.LipschitzCertificate;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.scattering.wavelet.Morlet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The theorems of networks of frames, each with its constant, and attempts to refute it. Signals are periodic, numbers float64. */
class FrameNetworkTest {

    private static final Frame LINE = new Tight(new Wavelets(new Morlet(), 3, 1));
    private static final Frame PLANE = new Tight(new Wavelets(new Morlet(), 2, 4));

    private static Array noise(long seed, int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(seed), numbers);
        return Array.of(Shape.of(extents), numbers);
    }

    private static double norm(Array x) {
        double sum = 0;
        for (int i = 0; i < x.shape().size(); i++) {
            sum += x.get(i) * x.get(i);
        }
        return Math.sqrt(sum);
    }

    private static double distance(Array a, Array b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += Math.pow(a.get(i) - b.get(i), 2);
        }
        return Math.sqrt(sum);
    }

    private static double distance(Features a, Features b) {
        double sum = 0;
        for (int n = 0; n < a.orders().size(); n++) {
            sum += Math.pow(distance(a.orders().get(n), b.orders().get(n)), 2);
        }
        return Math.sqrt(sum);
    }

    private static double everything(Features a, Features b) {
        return Math.hypot(distance(a, b), distance(a.propagated(), b.propagated()));
    }

    private static Array shifted(Array x, int t) {
        int n = x.shape().extent(-1);
        double[] moved = new double[x.shape().size()];
        for (int i = 0; i < moved.length; i++) {
            moved[i / n * n + Math.floorMod(i % n + t, n)] = x.get(i);
        }
        return Array.of(x.shape(), moved);
    }

    /** Random phases with amplitudes {@code a(f)}, f in cycles per point. */
    private static Array wave(long seed, int n, DoubleUnaryOperator amplitude) {
        double[] phases = new double[n / 2];
        Randomness.uniform(Key.of(seed), phases);
        double[] x = new double[n];
        for (int k = 1; k < n / 2; k++) {
            double a = amplitude.applyAsDouble((double) k / n);
            for (int t = 0; a != 0 && t < n; t++) {
                x[t] += a * Math.cos(2 * Math.PI * ((double) (k * t % n) / n + phases[k]));
            }
        }
        return Array.vector(x);
    }

    // ------------------------------------------------------------------ energy

    /** {@code Σ_{n<N} ‖Φⁿ‖² + ‖U^N‖² = ‖x‖²}. */
    @Test
    void noEnergyIsLost() {
        List<Frame> lines = List.of(LINE, new Meyer(3), new Shannon(2), new Haar(3), new WeylHeisenberg(4));
        for (Frame frame : lines) {
            FrameLayer layer = FrameLayer.of(frame);
            Array x = noise(1, 64);
            Features features =
                    FrameNetwork.of(Shape.of(64), layer, layer, layer).features(x);
            assertThat(total(features) / Math.pow(norm(x), 2))
                    .as(frame.toString())
                    .isCloseTo(1, within(1e-12));
        }
        FrameLayer layer = FrameLayer.of(PLANE);
        Array x = noise(2, 16, 20);
        Features features = FrameNetwork.of(Shape.of(16, 20), layer, layer).features(x);
        assertThat(total(features) / Math.pow(norm(x), 2)).isCloseTo(1, within(1e-12));
    }

    private static double total(Features features) {
        double sum = features.propagatedEnergy();
        for (double energy : features.energies()) {
            sum += energy;
        }
        return sum;
    }

    /** What is propagated falls geometrically, and so the features have, in the limit, all energy. */
    @Test
    void energyDecaysWithDepth() {
        FrameLayer layer = FrameLayer.of(new Tight(new Wavelets(new Morlet(), 4, 1)));
        assertThat(layer.frame().atoms(Shape.of(64)).filters()).hasSizeBetween(4, 6);
        Array x = noise(3, 64);
        Features features = FrameNetwork.of(Shape.of(64), layer, layer, layer, layer, layer, layer)
                .features(x);
        double all = Math.pow(norm(x), 2);
        double left = all;
        double[] propagated = new double[6];
        for (int n = 0; n < 6; n++) {
            left -= features.energies()[n];
            propagated[n] = left / all;
        }
        assertThat(propagated[5]).isCloseTo(features.propagatedEnergy() / all, within(1e-12));
        for (int n = 2; n < 6; n++) {
            assertThat(propagated[n] / propagated[n - 1]).isLessThan(0.25);
        }
        assertThat(propagated[5]).isLessThan(2e-4);
    }

    // ------------------------------------------------------------------ distances

    private static List<FrameNetwork> networks() {
        FrameLayer gammatone = FrameLayer.of(new Tight(new Gammatone(3, 1)));
        FrameLayer haar = FrameLayer.of(new Haar(2));
        FrameLayer plane = FrameLayer.of(PLANE);
        return List.of(
                FrameNetwork.of(Shape.of(48), FrameLayer.of(LINE), FrameLayer.of(LINE)),
                FrameNetwork.of(
                        Shape.of(48),
                        FrameLayer.of(LINE).pooled(new MaxPooling(2)),
                        haar.through(Tensor::relu).pooled(new Subsampling(2)),
                        FrameLayer.of(new WeylHeisenberg(3)).through(Tensor::tanh)),
                FrameNetwork.of(
                        Shape.of(64),
                        gammatone.through(x -> x.sigmoid().minus(0.5)),
                        new FrameLayer(
                                        new Scaled(new Haar(1), Math.sqrt(2)),
                                        new Nonlinearity.Pointwise(
                                                x -> x.sigmoid().minus(0.5)),
                                        new Subsampling(1))
                                .scaled(0.5)),
                FrameNetwork.of(
                        Shape.of(8, 12),
                        plane.pooled(new AveragePooling(2)),
                        FrameLayer.of(new Meyer(1)).through(Tensor::relu)));
    }

    /** {@code ‖Φ(x) − Φ(y)‖ ≤ ‖x − y‖} for pairs that are far, near, and sought where the derivative stretches most. */
    @Test
    void doesNotExpand() {
        for (FrameNetwork network : networks()) {
            double lipschitz = network.certificate().lipschitz();
            assertThat(lipschitz).isLessThanOrEqualTo(1 + 1e-12);
            int[] extents = network.grid().extents();
            Array x = noise(4, extents);
            for (double size : new double[] {1, 0.1, 1e-3}) {
                double[] y = noise(5, extents).toDoubles();
                for (int i = 0; i < y.length; i++) {
                    y[i] = x.get(i) + size * y[i];
                }
                Array near = Array.of(network.grid(), y);
                double ratio = everything(network.features(x), network.features(near)) / distance(x, near);
                assertThat(ratio).isLessThanOrEqualTo(lipschitz + 1e-12);
            }
            Expansion found = Expansion.search(
                    u -> {
                        List<Tensor> all = network.all(u.expand(0));
                        return Tensor.concat(
                                0,
                                all.stream()
                                        .map(t -> t.reshape(t.shape().size()))
                                        .toList());
                    },
                    x,
                    25,
                    Key.of(6));
            assertThat(Math.max(found.ratio(), found.stretching()))
                    .as(network.toString())
                    .isLessThanOrEqualTo(lipschitz + 1e-12)
                    .isGreaterThan(0.5 * lipschitz);
        }
    }

    /** The walk of the expression of a network with such a layer in it finds a bound too. */
    @Test
    void aNetworkThatContainsOneIsCertifiedByItsExpression() {
        FrameNetwork frames = networks().get(1);
        Network net = Network.of(Shape.of(48), Sequential.of(frames.layer(), new Dense(3)))
                .as(DType.FLOAT64);
        Array theta = net.initialArray(Key.of(1));
        double bound = LipschitzCertificate.of(net, theta).bound();
        Expansion found = Expansion.search(net, theta, 20, Key.of(2));
        assertThat(found.stretching()).isLessThanOrEqualTo(bound).isGreaterThan(bound / 30);
    }

    // ------------------------------------------------------------------ translations

    /** Without pooling features move with the signal; with it they do for multiples of what it leaves out. */
    @Test
    void isCovariant() {
        FrameNetwork network = FrameNetwork.of(Shape.of(64), FrameLayer.of(LINE), FrameLayer.of(LINE));
        Array x = noise(7, 64);
        Features here = network.features(x);
        Features there = network.features(shifted(x, 5));
        for (int n = 0; n < 2; n++) {
            Array moved = shifted(here.orders().get(n), 5);
            assertThat(distance(moved, there.orders().get(n)) / norm(x)).isLessThan(1e-14);
        }
        for (Pooling pooling : List.of(new Subsampling(2), new MaxPooling(2), new AveragePooling(2))) {
            FrameLayer layer = FrameLayer.of(LINE).pooled(pooling);
            FrameNetwork pooled = FrameNetwork.of(Shape.of(64), layer, layer);
            Features before = pooled.features(x);
            Features after = pooled.features(shifted(x, 4));
            assertThat(distance(shifted(before.propagated(), 1), after.propagated()) / norm(x))
                    .isLessThan(1e-14);
        }
    }

    /** {@code ‖Φⁿ(T_t x) − Φⁿ(x)‖ ≤ 2π|t|K‖x‖}, and in fact it falls as 2^{−J}. */
    @Test
    void invarianceGrowsWithTheScale() {
        int n = 512;
        Array x = wave(8, n, f -> 1 / Math.sqrt(f));
        double[] logs = new double[5];
        for (int j = 1; j <= 5; j++) {
            FrameLayer layer = FrameLayer.of(new Tight(new Wavelets(new Morlet(), j, 1)));
            FrameNetwork network = FrameNetwork.of(Shape.of(n), layer, layer);
            Features here = network.features(x);
            Features there = network.features(shifted(x, 1));
            for (int m = 0; m < 2; m++) {
                assertThat(distance(here.orders().get(m), there.orders().get(m)) / norm(x))
                        .isLessThanOrEqualTo(network.certificate().translation().get(m));
            }
            logs[j - 1] = Math.log(distance(here, there) / norm(x)) / Math.log(2);
        }
        assertThat(slope(logs)).isCloseTo(-1, within(0.15));
    }

    private static double slope(double[] y) {
        double mean = (y.length - 1) / 2.0;
        double above = 0;
        double below = 0;
        for (int i = 0; i < y.length; i++) {
            above += (i - mean) * y[i];
            below += (i - mean) * (i - mean);
        }
        return above / below;
    }

    /** {@code O(|t|/(S₁ … Sₙ))}: deeper features move less, for every kind of pooling. */
    @Test
    void invarianceGrowsWithDepth() {
        int n = 256;
        Array x = wave(9, n, f -> 1 / Math.sqrt(f));
        for (Pooling pooling : List.of(new Subsampling(2), new MaxPooling(2), new AveragePooling(2))) {
            FrameLayer layer = FrameLayer.of(new Meyer(1)).pooled(pooling);
            FrameNetwork network = FrameNetwork.of(Shape.of(n), layer, layer, layer, layer, layer);
            List<Double> proved = network.certificate().translation();
            Features here = network.features(x);
            Features there = network.features(shifted(x, 16));
            for (int m = 0; m < 5; m++) {
                double moved = distance(here.orders().get(m), there.orders().get(m)) / norm(x);
                assertThat(moved).isLessThanOrEqualTo(16 * proved.get(m));
                // Each layer halves what a point of its grid is.
                if (m > 0) {
                    assertThat(proved.get(m) / proved.get(m - 1)).isLessThanOrEqualTo(0.5 * (1 + 1e-2));
                }
            }
        }
    }

    // ------------------------------------------------------------------ admissibility

    @Test
    void constantsAreThoseOfTheOperators() {
        assertThat(new Nonlinearity.Modulus().lipschitz()).isEqualTo(1);
        assertThat(new Nonlinearity.Pointwise(Tensor::relu).lipschitz()).isEqualTo(1);
        assertThat(new Nonlinearity.Pointwise(Tensor::tanh).lipschitz()).isEqualTo(1);
        assertThat(new Nonlinearity.Pointwise(x -> x.sigmoid().minus(0.5)).lipschitz())
                .isEqualTo(0.25);
        assertThat(new Nonlinearity.Pointwise(Activations.GELU).lipschitz()).isCloseTo(1.128904145, within(1e-9));
        assertThat(new Subsampling(3).lipschitz(2)).isEqualTo(1);
        assertThat(new MaxPooling(3).lipschitz(1)).isEqualTo(1);
        assertThat(new AveragePooling(4).lipschitz(1)).isCloseTo(0.5, within(1e-15));
        assertThatThrownBy(() -> new Nonlinearity.Pointwise(Tensor::sigmoid))
                .hasMessageContaining("value 0 at 0")
                .hasMessageContaining("subtract");
        assertThatThrownBy(() -> new Nonlinearity.Pointwise(Tensor::square)).hasMessageContaining("bounds the slope");
    }

    @Test
    void aNetworkThatMayExpandIsRefusedWithItsRepair() {
        Shape grid = Shape.of(64, 64);
        FrameLayer good = FrameLayer.of(new Haar(1));
        FrameLayer published = FrameLayer.of(new Wavelets(new Morlet(), 4, 8));
        assertThatThrownBy(() -> FrameNetwork.of(grid, good, published))
                .isInstanceOf(InadmissibleException.class)
                .hasMessageContaining("layer 2: A = 0.122")
                .hasMessageContaining("B = 1.03524")
                .hasMessageContaining("multiply the filters of this layer by 0.982833")
                .satisfies(error -> assertThat(
                                ((InadmissibleException) error).bounds().layer())
                        .isEqualTo(2));
        Certificate twice = FrameNetwork.unchecked(Shape.of(32), FrameLayer.of(new Scaled(new Haar(2), 1.5)))
                .certificate();
        assertThat(twice.layers().get(0).upper()).isCloseTo(2.25, within(1e-12));
        assertThat(twice.layers().get(0).repair()).isCloseTo(1 / 1.5, within(1e-12));
        assertThat(twice.admissible()).isFalse();
        assertThat(twice.lipschitz()).isCloseTo(1.5, within(1e-12));
        // A steep nonlinearity asks for less than a Parseval frame: B ≤ 1/L².
        FrameLayer steep = good.through(x -> x.times(2).tanh());
        assertThatThrownBy(() -> FrameNetwork.of(grid, steep))
                .hasMessageContaining("= 0.250000: multiply the filters of this layer by 0.500000");
        FrameNetwork repaired = FrameNetwork.unchecked(grid, steep, published).repaired();
        assertThat(repaired.certificate().admissible()).isTrue();
        assertThat(repaired.certificate().lipschitz()).isLessThanOrEqualTo(1 + 1e-12);
        assertThat(repaired.certificate().frameBounds()[0][1]).isCloseTo(0.25, within(1e-12));
    }

    /** The refusal is not idle: a network refused for B = 2.25 does expand by 1.5. */
    @Test
    void whatIsRefusedDoesExpand() {
        FrameNetwork network = FrameNetwork.unchecked(Shape.of(32), FrameLayer.of(new Scaled(new Haar(2), 1.5)));
        Array x = noise(10, 32);
        Array zero = Array.zeros(DType.FLOAT64, Shape.of(32));
        double ratio = everything(network.features(x), network.features(zero)) / norm(x);
        assertThat(ratio).isCloseTo(1.5, within(1e-12));
    }

    // ------------------------------------------------------------------ deformations

    private static final int POINTS = 256;

    /** {@code x(k − τ(k))} of random waves, exactly. */
    private static Array warped(double low, double high, DoubleUnaryOperator tau) {
        double[] phases = new double[POINTS / 2];
        Randomness.uniform(Key.of(11), phases);
        double[] x = new double[POINTS];
        for (int k = (int) (low * POINTS); k <= high * POINTS; k++) {
            for (int t = 0; t < POINTS; t++) {
                x[t] += Math.cos(2 * Math.PI * (k * (t - tau.applyAsDouble(t)) / POINTS + phases[k]));
            }
        }
        return Array.vector(x);
    }

    /** Within the certified bound, and in proportion to sup|τ′|; the modulus of the Fourier transform is many times less stable. */
    @Test
    void deformationsMoveFeaturesLittle() {
        double band = 0.3;
        FrameLayer layer = FrameLayer.of(new Tight(new Wavelets(new Morlet(), 5, 1)));
        FrameNetwork network = FrameNetwork.of(Shape.of(POINTS), layer, layer);
        Program modulus = Program.of(
                Fused.executor(),
                x -> List.of(
                        Fourier.transform(x.get(0)).times(1 / Math.sqrt(POINTS)).modulus()));
        Array x = warped(0.2, band, t -> 0);
        Features here = network.features(x);
        List<Double> constants = new ArrayList<>();
        List<Double> ofFourier = new ArrayList<>();
        for (double epsilon : new double[] {0.003, 0.01, 0.03, 0.1}) {
            double displacement = epsilon * POINTS / (2 * Math.PI);
            Array y = warped(0.2, band, t -> displacement * Math.sin(2 * Math.PI * t / POINTS));
            double moved = distance(here, network.features(y)) / norm(x);
            double proved = network.certificate().deformation(new double[] {band}, new double[] {displacement});
            assertThat(moved).isLessThanOrEqualTo(proved);
            assertThat(distance(x, y) / norm(x)).isLessThanOrEqualTo(proved);
            constants.add(moved / epsilon);
            ofFourier.add(distance(modulus.call(x), modulus.call(y)) / norm(x) / epsilon);
        }
        double first = constants.get(0);
        for (double constant : constants) {
            assertThat(constant).isCloseTo(first, within(0.25 * first));
        }
        assertThat(ofFourier.get(0)).isGreaterThan(5 * first);
        assertThat(network.certificate().deformation(new double[] {band}, new double[] {0}))
                .isZero();
        assertThatThrownBy(() -> network.certificate().deformation(new double[] {band}, new double[] {1, 2}))
                .hasMessageContaining("for each axis");
    }

    /** Signals with jumps are not band-limited: where τ is at most a, at most 2a + 1 samples at each jump differ, so features move by O(√‖τ‖). */
    @Test
    void cartoonsMoveAsTheRootOfTheDisplacement() {
        int n = 1024;
        double[] edges = {100.3, 311.7, 500.2, 801.9};
        FrameLayer layer = FrameLayer.of(new Meyer(3));
        FrameNetwork network = FrameNetwork.of(Shape.of(n), layer, layer);
        Features here = network.features(cartoon(n, edges, 0));
        double size = norm(cartoon(n, edges, 0));
        double[] logs = new double[6];
        for (int i = 0; i < logs.length; i++) {
            double a = Math.pow(2, i);
            double moved = distance(here, network.features(cartoon(n, edges, a)));
            assertThat(moved).isLessThanOrEqualTo(Math.sqrt(edges.length * (2 * a + 1)));
            logs[i] = Math.log(moved / size) / Math.log(2);
        }
        assertThat(slope(logs)).isBetween(0.45, 1.1);
    }

    /** 1 on two intervals and 0 between, warped by {@code τ(t) = a cos(2πt/n)}. */
    private static Array cartoon(int n, double[] edges, double a) {
        double[] x = new double[n];
        for (int t = 0; t < n; t++) {
            double at = t - a * Math.cos(2 * Math.PI * t / n);
            for (double edge : edges) {
                x[t] = at > edge ? 1 - x[t] : x[t];
            }
        }
        return Array.vector(x);
    }

    // ------------------------------------------------------------------ use

    @Test
    void anyLeadingShapeTypeAndTile() {
        FrameNetwork network = networks().get(1);
        Array x = noise(12, 2, 3, 48);
        Features all = network.features(x);
        assertThat(all.orders()).hasSize(3);
        Array last = network.features(x.reshape(6, 48).rows(5, 6)).orders().get(2);
        int each = last.shape().size();
        for (int i = 0; i < each; i++) {
            assertThat(all.orders().get(2).get(5 * each + i)).isCloseTo(last.get(i), within(1e-14));
        }
        Features narrow = network.features(x.as(DType.FLOAT32));
        assertThat(narrow.orders().get(1).type()).isEqualTo(DType.FLOAT32);
        assertThat(distance(narrow, all)).isLessThan(1e-5 * norm(x));
        assertThat(network.features(x.toINDArray()).energies()).isEqualTo(all.energies());
    }

    @Test
    void badInputIsRefused() {
        FrameNetwork network = FrameNetwork.of(Shape.of(32), FrameLayer.of(new Haar(2)));
        assertThatThrownBy(() -> network.features(noise(1, 31)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected [32] in the last axes, got [31]");
        assertThatThrownBy(() -> network.features(Array.zeros(DType.FLOAT64, Shape.of(0, 32))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("holds no signal");
        assertThatThrownBy(() -> network.features(Array.full(DType.FLOAT64, Shape.of(32), Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> network.features(Array.scalar(1))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> FrameNetwork.of(Shape.of(32))).hasMessageContaining("at least one layer");
        assertThatThrownBy(() ->
                        FrameNetwork.of(Shape.of(30), FrameLayer.of(new Haar(2)).pooled(new Subsampling(4))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("layer 1")
                .hasMessageContaining("take a grid of 32 points");
        Tensor wrong = Tensor.input("x", DType.FLOAT64, 32);
        assertThatThrownBy(() -> network.apply(wrong)).isInstanceOf(ShapeException.class);
        assertThat(LipschitzCertificate.of(wrong, wrong, Map.of()).bound()).isEqualTo(1);
    }
}
