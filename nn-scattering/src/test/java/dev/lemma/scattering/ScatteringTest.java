package dev.lemma.scattering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.certificate.Expansion;
import dev.lemma.core.certificate.LipschitzCertificate;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.scattering.frame.Certificate;
import dev.lemma.scattering.wavelet.Bump;
import dev.lemma.scattering.wavelet.Convention;
import dev.lemma.testkit.golden.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScatteringTest {

    private static Array normal(long seed, int... extents) {
        Shape shape = Shape.of(extents);
        return Array.of(shape, new Random(seed).doubles(shape.size(), -1, 1).toArray());
    }

    private static double norm(Array x) {
        double sum = 0;
        for (int i = 0; i < x.shape().size(); i++) {
            sum += x.get(i) * x.get(i);
        }
        return Math.sqrt(sum);
    }

    private static Array minus(Array a, Array b) {
        double[] difference = a.toDoubles();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= b.get(i);
        }
        return Array.of(a.shape(), difference);
    }

    @Test
    void anyLeadingShapeAndAnyTileIsTheSame() {
        Scattering2D s = Scattering2D.of(12, 17).scales(2).angles(3);
        Array x = normal(1, 2, 3, 12, 17);
        Array all = s.transform(x);
        assertThat(all.shape()).isEqualTo(Shape.of(2, 3, s.pathCount(), 3, 4));
        for (int i = 0; i < 6; i++) {
            Array one = s.transform(x.reshape(6, 12, 17).rows(i, i + 1).reshape(12, 17));
            Array expected = all.reshape(6, s.pathCount(), 3, 4).rows(i, i + 1);
            assertThat(Golden.discrepancy(one, expected)).isLessThan(1e-14);
        }
        Scattering1D line = Scattering1D.of(300).scales(3).quality(2);
        Array y = normal(2, 45, 300);
        Array whole = line.transform(y);
        Array last = line.transform(y.rows(44, 45));
        assertThat(Golden.discrepancy(last, whole.rows(44, 45))).isLessThan(1e-14);
    }

    @Test
    void pathsSayWhatTheyAre() {
        Scattering2D s = Scattering2D.of(32, 32).scales(3).angles(8);
        assertThat(s.pathCount()).isEqualTo(1 + 8 * 3 + 64 * 3);
        assertThat(s.order(3).pathCount()).isEqualTo(1 + 24 + 192 + 512);
        assertThat(s.allPaths().pathCount()).isEqualTo(1 + 24 + 24 * 24);
        assertThat(s.paths())
                .allMatch(p -> p.order() < 2
                        || p.bands().get(1).scale() > p.bands().get(0).scale());
        assertThat(s.stride()).isEqualTo(8);
        assertThat(s.oversampling(1).stride()).isEqualTo(4);
        assertThat(s.oversampling(1).transform(normal(1, 32, 32)).shape()).isEqualTo(Shape.of(217, 8, 8));
    }

    /** Every second coefficient of the oversampled output is the plain one, but for the aliasing that sub-sampling leaves. */
    @Test
    void oversamplingRefines() {
        Array x = normal(3, 512);
        Scattering1D s = Scattering1D.of(512).scales(4).quality(4);
        Array coarse = s.transform(x);
        Array fine = s.oversampling(1).transform(x);
        double[] every = new double[coarse.shape().size()];
        int times = coarse.shape().extent(1);
        assertThat(fine.shape().extent(1)).isEqualTo(2 * times);
        for (int i = 0; i < every.length; i++) {
            every[i] = fine.get(i / times * 2 * times + i % times * 2);
        }
        assertThat(norm(minus(coarse, Array.of(coarse.shape(), every))) / norm(coarse))
                .isLessThan(2e-3);
    }

    @Test
    void averagingOverNothingAllAndAnyTime() {
        Array x = normal(4, 2, 400);
        Scattering1D s = Scattering1D.of(400).scales(4).quality(3);
        Array global = s.globalAveraging().transform(x);
        assertThat(global.shape()).isEqualTo(Shape.of(2, s.pathCount(), 1));
        List<Coefficients> moduli = s.withoutAveraging().oversampling(4).coefficients(x);
        assertThat(moduli).hasSize(s.pathCount());
        for (int p = 0; p < moduli.size(); p++) {
            Coefficients along = moduli.get(p);
            assertThat(along.stride()).isEqualTo(1);
            assertThat(along.values().shape()).isEqualTo(Shape.of(2, 400));
            double mean = 0;
            for (int t = 0; t < 400; t++) {
                mean += along.values().get(t) / 400;
            }
            double found = s.globalAveraging().oversampling(4).transform(x).get(p);
            assertThat(Math.abs(found - mean)).isLessThan(1e-12);
        }
        assertThatThrownBy(() -> s.withoutAveraging().transform(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("different rates");
        assertThat(s.averaging(5).transform(x).shape().extent(2)).isEqualTo(100);
        assertThat(s.averaging(100).transform(x).shape().extent(2)).isEqualTo(7);
        Array picture = normal(5, 20, 24);
        Scattering2D plane = Scattering2D.of(20, 24).scales(2).angles(4);
        assertThat(plane.globalAveraging().transform(picture).shape()).isEqualTo(Shape.of(plane.pathCount(), 1, 1));
        assertThat(plane.withoutAveraging().oversampling(2).transform(picture).shape())
                .isEqualTo(Shape.of(plane.pathCount(), 20, 24));
    }

    @ParameterizedTest
    @EnumSource(Border.class)
    void aBorderIsWhatStandsBeyondTheEnds(Border border) {
        int n = 40;
        int more = 60;
        Array x = normal(6, n);
        double[] longer = new double[n + 2 * more];
        for (int i = 0; i < longer.length; i++) {
            int place = border.place(i - more, n);
            longer[i] = place < 0 ? 0 : x.get(place);
        }
        // At full resolution around the middle both see the same.
        Array narrow = Scattering1D.of(n)
                .scales(1)
                .quality(1)
                .oversampling(1)
                .border(border)
                .transform(x);
        Array wide = Scattering1D.of(n + 2 * more)
                .scales(1)
                .quality(1)
                .oversampling(1)
                .transform(Array.vector(longer));
        for (int p = 0; p < narrow.shape().extent(0); p++) {
            for (int t = 0; t < n; t++) {
                assertThat(Math.abs(narrow.get(p * n + t) - wide.get(p * (n + 2 * more) + more + t)))
                        .isLessThan(1e-9);
            }
        }
    }

    /** Circular shifts of a period: with nothing sub-sampled, coefficients shift along. */
    @Test
    void isCovariantToShifts() {
        int n = 64;
        Scattering1D s = Scattering1D.of(n).scales(3).quality(2).oversampling(3).border(Border.PERIODIC);
        Array x = normal(7, n);
        double[] shifted = new double[n];
        for (int t = 0; t < n; t++) {
            shifted[(t + 5) % n] = x.get(t);
        }
        // Room for borders is a multiple of the period, or this does not hold.
        int padded = s.bank(1).length();
        Array y = s.transform(x);
        Array z = s.transform(Array.vector(shifted));
        double worst = 0;
        for (int p = 0; p < s.pathCount(); p++) {
            for (int t = 16; t < n - 16; t++) {
                worst = Math.max(worst, Math.abs(z.get(p * n + t) - y.get(p * n + Math.floorMod(t - 5, n))));
            }
        }
        assertThat(worst).as("padded " + padded).isLessThan(1e-9);
    }

    /** Pairs that are far, near, and moved along the gradient of their distance. */
    @Test
    void doesNotExpandBeyondItsFrameBound() {
        Scattering1D s = Scattering1D.of(256)
                .scales(4)
                .quality(1)
                .allPaths()
                .oversampling(4)
                .border(Border.PERIODIC);
        double bound = Math.sqrt(Math.max(1, s.bank(1).upperBound()));
        Array x = normal(8, 256);
        Random random = new Random(9);
        for (int trial = 0; trial < 12; trial++) {
            double[] near = x.toDoubles();
            double size = Math.pow(10, -trial / 3.0);
            for (int t = 0; t < near.length; t++) {
                near[t] += size * random.nextGaussian();
            }
            Array y = Array.vector(near);
            double ratio = norm(minus(s.transform(x), s.transform(y))) / norm(minus(x, y));
            // What borders repeat counts more than once.
            assertThat(ratio).isLessThan(Math.pow(bound, 3) * (1 + 1e-9));
        }
    }

    /** No pair goes apart further than is proved, by the bank and by the walk of the expression; the steepest one found is not far below. */
    @Test
    void certificatesHoldAndAreNotVacuous() {
        Scattering2D plane = Scattering2D.of(12, 10).scales(2).angles(2);
        certify(plane.certificate(), plane::apply, 12, 10);
        Scattering2D all = plane.order(1).border(Border.PERIODIC).globalAveraging();
        certify(all.certificate(), all::apply, 12, 10);
        Scattering1D line =
                Scattering1D.of(64).scales(3).quality(2).border(Border.ZERO).allPaths();
        certify(line.certificate(), line::apply, 64);
        Scattering1D moduli = line.order(1).withoutAveraging().oversampling(3);
        certify(moduli.certificate(), moduli::apply, 64);
        Certificate proved = Scattering2D.of(32, 32).scales(3).angles(8).certificate();
        assertThat(proved.frameBounds()).hasDimensions(2, 2);
        assertThat(proved.frameBounds()[0][1]).isBetween(1.01, 1.03);
        assertThat(proved.admissible()).isFalse();
        // φ has deviation 0.4·2ᴶ points: K = e^{−1/2}/(2π·0.4·2ᴶ)
        assertThat(2 * Math.PI * Math.exp(-0.5) / (2 * Math.PI * 3.2))
                .isCloseTo(
                        Scattering2D.of(64, 64)
                                .scales(3)
                                .border(Border.ZERO)
                                .order(0)
                                .certificate()
                                .invariance(),
                        within(2e-3));
    }

    private static void certify(
            Certificate proved, java.util.function.UnaryOperator<Tensor> transform, int... extents) {
        Array start = normal(21, extents);
        Expansion found = Expansion.search(x -> transform.apply(x.expand(0)), start, 5, Key.of(3));
        double steepest = Math.max(found.ratio(), found.stretching());
        assertThat(steepest)
                .isLessThanOrEqualTo(proved.lipschitz() * (1 + 1e-12))
                .isGreaterThan(proved.lipschitz() / 5);
        Tensor x = Tensor.input(
                "x", DType.FLOAT64, Shape.of(1).append(Shape.of(extents)).extents());
        double walked = LipschitzCertificate.of(transform.apply(x), x, Map.of()).bound();
        assertThat(walked).isGreaterThanOrEqualTo(steepest).isLessThan(30 * steepest);
    }

    @Test
    void aStreamIsTheWhole() {
        for (Border border : new Border[] {Border.REFLECT, Border.ZERO}) {
            int n = 5003;
            Array x = normal(10, n);
            Scattering1D whole = Scattering1D.of(n).scales(4).quality(4).border(border);
            ScatteringStream stream = Scattering1D.of(700).scales(4).quality(4).border(border).stream();
            List<Array> pieces = new ArrayList<>();
            int at = 0;
            for (int size = 1; at < n; size = size * 2 + 1) {
                int end = Math.min(n, at + size);
                double[] samples = new double[end - at];
                for (int i = at; i < end; i++) {
                    samples[i - at] = x.get(i);
                }
                pieces.add(stream.push(Array.vector(samples)));
                at = end;
            }
            pieces.add(stream.finish());
            Array expected = whole.transform(x);
            int times = expected.shape().extent(1);
            int seen = 0;
            double largest = 0;
            double worst = 0;
            for (Array piece : pieces) {
                int here = piece.shape().extent(1);
                for (int p = 0; p < expected.shape().extent(0); p++) {
                    for (int t = 0; t < here; t++) {
                        double value = expected.get(p * times + seen + t);
                        largest = Math.max(largest, Math.abs(value));
                        worst = Math.max(worst, Math.abs(value - piece.get(p * here + t)));
                    }
                }
                seen += here;
            }
            assertThat(seen).isEqualTo(times);
            assertThat(pieces.get(pieces.size() - 2).shape().extent(1)).isPositive();
            assertThat(worst / largest).as(border.toString()).isLessThan(1e-10);
        }
    }

    /** Signals so long that they are taken in windows: what a longer one has in common with them is the same. */
    @Test
    void longSignalsInWindowsAreThoseAtOnce() {
        int n = 1 << 18;
        Array x = normal(19, n);
        Scattering1D long1 = Scattering1D.of(n).scales(3).quality(1);
        Array windows = long1.transform(x);
        Scattering1D shorter = Scattering1D.of(n - 8).scales(3).quality(1);
        double[] start = new double[n - 8];
        System.arraycopy(x.toDoubles(), 0, start, 0, n - 8);
        Array once = shorter.transform(Array.vector(start));
        int times = windows.shape().extent(1);
        assertThat(times).isEqualTo(n / 8);
        double worst = 0;
        for (int p = 0; p < long1.pathCount(); p++) {
            for (int t = 0; t < times - 100; t++) {
                worst = Math.max(worst, Math.abs(windows.get(p * times + t) - once.get(p * (times - 1) + t)));
            }
        }
        assertThat(worst).isLessThan(1e-10);
    }

    @Test
    void logarithmsAndRenormalisation() {
        Array x = normal(11, 200);
        Scattering1D s = Scattering1D.of(200).scales(3).quality(2);
        Array plain = s.transform(x);
        Array log = s.normalized(new Normalization.Logarithm(1e-3)).transform(x);
        Array ratio = s.normalized(new Normalization.Renormalized(1e-3)).transform(x);
        List<Path> paths = s.paths();
        int times = plain.shape().extent(1);
        double[] modulus = x.toDoubles();
        for (int t = 0; t < 200; t++) {
            modulus[t] = Math.abs(modulus[t]);
        }
        Array average = s.transform(Array.vector(modulus));
        for (int p = 0; p < paths.size(); p++) {
            Path path = paths.get(p);
            for (int t = 0; t < times; t++) {
                double value = plain.get(p * times + t);
                assertThat(Math.abs(log.get(p * times + t) - Math.log(Math.abs(value) + 1e-3)))
                        .isLessThan(1e-12);
                double below = path.order() == 0
                        ? 1
                        : 1e-3
                                + (path.order() == 1
                                        ? average.get(t)
                                        : plain.get(paths.indexOf(path.parent()) * times + t));
                assertThat(Math.abs(ratio.get(p * times + t) - value / below)).isLessThan(1e-12);
            }
        }
    }

    @Test
    void pruningLosesWhatItSays() {
        Array x = normal(12, 3, 24, 24);
        Scattering2D s = Scattering2D.of(24, 24).scales(3).angles(4);
        Array all = s.transform(x);
        Scattering2D few = s.pruned(0.01, x.toINDArray());
        assertThat(few.pathCount()).isBetween(1, s.pathCount() - 10);
        Array kept = few.transform(x);
        double lost = 1 - Math.pow(norm(kept) / norm(all), 2);
        assertThat(lost).isBetween(0.0, 0.01);
        int size = 9;
        for (Path path : few.paths()) {
            int from = s.paths().indexOf(path);
            int to = few.paths().indexOf(path);
            for (int i = 0; i < size; i++) {
                assertThat(Math.abs(all.get(from * size + i) - kept.get(to * size + i)))
                        .isLessThan(1e-13);
            }
        }
        assertThatThrownBy(() -> s.only(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("take them from paths()");
    }

    @Test
    void gradientsAgreeWithDifferencesAndAreFiniteAtZero() {
        Scattering2D plane = Scattering2D.of(8, 9).scales(2).angles(2);
        check(x -> plane.apply(x).square().sum(), normal(13, 1, 8, 9));
        Scattering1D line = Scattering1D.of(40).scales(2).quality(2);
        check(x -> line.apply(x).square().sum(), normal(14, 1, 40));
        check(x -> line.normalized(new Normalization.Logarithm(0.1)).apply(x).sum(), normal(15, 1, 40));
    }

    private static void check(java.util.function.UnaryOperator<Tensor> energy, Array at) {
        Program gradient = Program.of(Fused.executor(), a -> {
            Tensor y = energy.apply(a.get(0));
            return List.of(y, Derivatives.gradient(y, a.get(0)), Derivatives.hessianVector(y, a.get(0), a.get(1)));
        });
        Array v = normal(16, at.shape().extents());
        List<Array> exact = gradient.callAll(List.of(at, v));
        double h = 1e-4;
        List<Array> up = gradient.callAll(List.of(moved(at, v, h), v));
        List<Array> down = gradient.callAll(List.of(moved(at, v, -h), v));
        List<Array> up2 = gradient.callAll(List.of(moved(at, v, 2 * h), v));
        List<Array> down2 = gradient.callAll(List.of(moved(at, v, -2 * h), v));
        double along = 0;
        for (int i = 0; i < v.shape().size(); i++) {
            along += exact.get(1).get(i) * v.get(i);
        }
        double difference = (8 * (up.get(0).item() - down.get(0).item())
                        - (up2.get(0).item() - down2.get(0).item()))
                / (12 * h);
        assertThat(Math.abs(along - difference)).isLessThan(1e-7 * Math.max(1, Math.abs(along)));
        double largest = norm(exact.get(2));
        double worst = 0;
        for (int i = 0; i < v.shape().size(); i++) {
            double second = (8 * (up.get(1).get(i) - down.get(1).get(i))
                            - (up2.get(1).get(i) - down2.get(1).get(i)))
                    / (12 * h);
            worst = Math.max(worst, Math.abs(second - exact.get(2).get(i)));
        }
        assertThat(worst).isLessThan(1e-5 * largest);
        for (Array zero : gradient.callAll(List.of(Array.zeros(DType.FLOAT64, at.shape()), v))) {
            assertThat(zero.isFinite()).isTrue();
        }
    }

    private static Array moved(Array x, Array v, double h) {
        double[] there = x.toDoubles();
        for (int i = 0; i < there.length; i++) {
            there[i] += h * v.get(i);
        }
        return Array.of(x.shape(), there);
    }

    @Test
    void isALayerOfAnyNetwork() {
        Scattering2D s = Scattering2D.of(8, 8).scales(2).angles(4);
        Network network = Network.of(Shape.of(1, 8, 8), Sequential.of(s.layer(), new Flatten(), new Dense(10)));
        int features = s.pathCount() * 4;
        assertThat(network.parameterCount()).isEqualTo(10 * features + 10);
        Array x = normal(17, 5, 1, 8, 8).as(DType.FLOAT32);
        Network bare = Network.of(Shape.of(1, 8, 8), s.layer());
        Array through = bare.values(Array.zeros(DType.FLOAT32, Shape.of(0)), x);
        assertThat(Golden.discrepancy(through, s.transform(x))).isLessThan(1e-5);
    }

    @Test
    void anotherMotherMakesAnotherBank() {
        Scattering1D s = Scattering1D.of(256).scales(4).quality(4).wavelet(new Bump());
        assertThat(s.transform(normal(18, 256)).isFinite()).isTrue();
        // Band-limited filters leave nothing for the highest frequencies, and no gap below.
        double[] sum = s.bank(1).littlewoodPaley();
        for (int k = 0; k < 0.4 * sum.length; k++) {
            assertThat(sum[k]).as("at frequency " + k + "/" + sum.length).isPositive();
        }
    }

    @Test
    void refusesWhatCannotBeTransformed() {
        assertThatThrownBy(() -> Scattering1D.of(100).scales(7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than the signals, 100: expected at most 6");
        assertThatThrownBy(() -> Scattering2D.of(8, 40).scales(4)).hasMessageContaining("expected at most 3");
        assertThatThrownBy(() -> Scattering1D.of(100).quality(0)).hasMessageContaining("quality");
        assertThatThrownBy(() -> Scattering1D.of(100).scales(0)).hasMessageContaining("scales");
        assertThatThrownBy(() -> Scattering2D.of(8, 8).angles(0)).hasMessageContaining("angles");
        assertThatThrownBy(() -> Scattering1D.of(100).averaging(0.5)).hasMessageContaining("averaging");
        Scattering1D s = Scattering1D.of(100).scales(3);
        assertThatThrownBy(() -> s.transform(normal(1, 3, 99)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected [100] in the last axes, got [3, 99]");
        assertThatThrownBy(() -> s.transform(Array.zeros(DType.FLOAT64, Shape.of(0, 100))))
                .hasMessageContaining("holds nothing");
        Scattering2D plane = Scattering2D.of(8, 8);
        assertThatThrownBy(() -> plane.transform(normal(1, 8)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected [8, 8] in the last axes, got [8]");
        assertThatThrownBy(() -> plane.transform(Array.zeros(DType.FLOAT64, Shape.of(3, 0, 8, 8))))
                .hasMessageContaining("holds nothing");
        assertThatThrownBy(() -> Network.of(Shape.of(8), plane.layer())).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> plane.apply(Tensor.input("x", DType.FLOAT64, 8, 8)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected a batch of pictures [8, 8], got [8, 8]");
        // A complex signal as two real ones beside each other has one axis too many at the end.
        assertThatThrownBy(() -> s.transform(normal(1, 100, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("got [100, 2]");
        double[] spoilt = new double[100];
        spoilt[7] = Double.NaN;
        assertThatThrownBy(() -> s.transform(Array.vector(spoilt))).hasMessageContaining("NaN");
        assertThatThrownBy(() -> s.convention(Convention.KYMATIO).stream()).hasMessageContaining("exact");
        assertThatThrownBy(() -> s.globalAveraging().stream()).hasMessageContaining("averaging(T)");
    }
}
