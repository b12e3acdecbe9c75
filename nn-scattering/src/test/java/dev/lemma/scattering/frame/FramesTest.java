package dev.lemma.scattering.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.scattering.wavelet.Bump;
import dev.lemma.scattering.wavelet.Morlet;
import dev.lemma.testkit.FrameContract;
import dev.lemma.testkit.PoolingContract;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FramesTest {

    @Nested
    class OfMeyer implements FrameContract {
        @Override
        public Frame subject() {
            return new Meyer(3);
        }

        @Override
        public boolean isParseval() {
            return true;
        }
    }

    @Nested
    class OfShannon implements FrameContract {
        @Override
        public Frame subject() {
            return new Shannon(2);
        }

        @Override
        public boolean isParseval() {
            return true;
        }
    }

    @Nested
    class OfHaar implements FrameContract {
        @Override
        public Frame subject() {
            return new Haar(3);
        }

        @Override
        public boolean isParseval() {
            return true;
        }
    }

    @Nested
    class OfGammatone implements FrameContract {
        @Override
        public Frame subject() {
            return new Gammatone(3, 2);
        }

        @Override
        public List<Shape> grids() {
            return List.of(Shape.of(32), Shape.of(45));
        }
    }

    @Nested
    class OfWeylHeisenberg implements FrameContract {
        @Override
        public Frame subject() {
            return new WeylHeisenberg(4);
        }

        @Override
        public boolean isParseval() {
            return true;
        }
    }

    @Nested
    class OfWeylHeisenbergOdd implements FrameContract {
        @Override
        public Frame subject() {
            return new WeylHeisenberg(5);
        }

        @Override
        public boolean isParseval() {
            return true;
        }
    }

    @Nested
    class OfMorlet implements FrameContract {
        @Override
        public Frame subject() {
            return new Wavelets(new Morlet(), 2, 3);
        }
    }

    @Nested
    class OfTightBump implements FrameContract {
        @Override
        public Frame subject() {
            return new Tight(new Wavelets(new Bump(), 2, 2));
        }

        @Override
        public List<Shape> grids() {
            return List.of(Shape.of(32), Shape.of(45));
        }

        @Override
        public boolean isParseval() {
            return true;
        }
    }

    @Nested
    class OfLearned implements FrameContract {
        @Override
        public Frame subject() {
            double[] taps = new double[45];
            Randomness.normal(Key.of(1), taps);
            return new Learned(Array.of(Shape.of(5, 3, 3), taps));
        }

        @Override
        public List<Shape> grids() {
            return List.of(Shape.of(16, 12), Shape.of(9, 9));
        }
    }

    @Nested
    class OfSubsampling implements PoolingContract {
        @Override
        public Pooling subject() {
            return new Subsampling(2);
        }
    }

    @Nested
    class OfAveragePooling implements PoolingContract {
        @Override
        public Pooling subject() {
            return new AveragePooling(3);
        }
    }

    @Nested
    class OfMaxPooling implements PoolingContract {
        @Override
        public Pooling subject() {
            return new MaxPooling(2);
        }
    }

    /** Bounds of an independent program: A .1230 in the corners of the plane and .58 inside three quarters of the Nyquist frequency, B above 1 from three scales on. */
    @Test
    void boundsOfThePublishedBank() {
        double[] upper = {1.0000, 1.0136, 1.0352};
        for (int j = 2; j <= 4; j++) {
            Atoms atoms = new Wavelets(new Morlet(), j, 8).atoms(Shape.of(64, 64));
            assertThat(atoms.upperBound()).isCloseTo(upper[j - 2], within(1e-4));
            assertThat(atoms.lowerBound()).isCloseTo(.1230, within(1e-4));
            double inside = 1;
            double[] h = atoms.littlewoodPaley();
            for (int k = 0; k < h.length; k++) {
                double f = Math.hypot(Spectra.frequency(k / 64, 64), Spectra.frequency(k % 64, 64));
                inside = f <= 0.375 ? Math.min(inside, h[k]) : inside;
            }
            assertThat(inside).isCloseTo(.58, within(.02));
        }
        Atoms line = new Wavelets(new Morlet(), 6, 8).atoms(Shape.of(1024));
        assertThat(line.lowerBound()).isCloseTo(.0003, within(2e-4));
        assertThat(line.upperBound()).isCloseTo(1, within(2e-3));
    }

    /** A and B are the extreme eigenvalues of {@code Σ G_λᵀG_λ}, the filters as matrices of real numbers. */
    @Test
    void boundsAreEigenvaluesOfTheFrameOperator() {
        int n = 36;
        for (Frame frame :
                List.of(new Wavelets(new Morlet(), 3, 2), new Gammatone(2, 2), new Haar(2), new WeylHeisenberg(5))) {
            Atoms atoms = frame.atoms(Shape.of(n));
            double[] gram = new double[n * n];
            add(gram, atoms.output(), n);
            atoms.filters().forEach(filter -> add(gram, filter, n));
            double[] values =
                    SymmetricEigen.values(Array.of(Shape.of(n, n), gram)).toDoubles();
            java.util.Arrays.sort(values);
            assertThat(values[0]).as(frame.toString()).isCloseTo(atoms.lowerBound(), within(1e-10));
            assertThat(values[n - 1]).as(frame.toString()).isCloseTo(atoms.upperBound(), within(1e-10));
        }
    }

    private static void add(double[] gram, Atom atom, int n) {
        double[] re = new double[n];
        double[] im = new double[n];
        double[] spectrumRe = atom.real();
        double[] spectrumIm = atom.imaginary();
        for (int t = 0; t < n; t++) {
            for (int k = 0; k < n; k++) {
                double angle = 2 * Math.PI * (k * t % n) / n;
                re[t] += (spectrumRe[k] * Math.cos(angle) - spectrumIm[k] * Math.sin(angle)) / n;
                im[t] += (spectrumRe[k] * Math.sin(angle) + spectrumIm[k] * Math.cos(angle)) / n;
            }
        }
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                for (int t = 0; t < n; t++) {
                    int ta = Math.floorMod(t - a, n);
                    int tb = Math.floorMod(t - b, n);
                    gram[a * n + b] += re[ta] * re[tb] + im[ta] * im[tb];
                }
            }
        }
    }

    /** Haar's differences, written out. */
    @Test
    void haarIsDifferencesOfMeans() {
        int n = 8;
        Atoms atoms = new Haar(2).atoms(Shape.of(n));
        Array x = Array.vector(3, 1, 4, 1, 5, 9, 2, 6);
        FrameNetwork network = FrameNetwork.of(Shape.of(n), FrameLayer.of(new Haar(2)));
        Features features = network.features(x);
        for (int t = 0; t < n; t++) {
            double one = x.get(t);
            double two = x.get(Math.floorMod(t - 1, n));
            double three = x.get(Math.floorMod(t - 2, n));
            double four = x.get(Math.floorMod(t - 3, n));
            assertThat(features.propagated().get(t)).isCloseTo(Math.abs(one - two) / 2, within(1e-14));
            assertThat(features.propagated().get(n + t))
                    .isCloseTo(Math.abs(one + two - three - four) / 4, within(1e-14));
            assertThat(features.orders().get(0).get(t)).isCloseTo((one + two + three + four) / 4, within(1e-14));
        }
        assertThat(atoms.filters().stream().allMatch(Atom::isReal)).isTrue();
    }

    @Test
    void badFramesAreRefused() {
        assertThatThrownBy(() -> new Meyer(0)).hasMessageContaining("scales").hasMessageContaining("got 0");
        assertThatThrownBy(() -> new Wavelets(new Morlet(), 3, 0)).hasMessageContaining("quality");
        assertThatThrownBy(() -> new WeylHeisenberg(1)).hasMessageContaining("channels");
        assertThatThrownBy(() -> new Subsampling(0)).hasMessageContaining("factor");
        assertThatThrownBy(() -> new Meyer(4).atoms(Shape.of(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 3 scales");
        assertThatThrownBy(() -> new Gammatone(3, 2).atoms(Shape.of(32, 32)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("one axis");
        assertThatThrownBy(() -> new Learned(Array.vector(1, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[filters, k]");
        double[] complex = {1, 1, 0, 0};
        assertThatThrownBy(
                        () -> Atoms.of(Atom.of("φ", Shape.of(4), complex), List.of(Atom.of("ψ", Shape.of(4), complex))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("complex samples");
        assertThatThrownBy(() -> Atom.of("ψ", Shape.of(4), new double[] {1, Double.NaN, 0, 0}))
                .hasMessageContaining("NaN");
        double[] low = {1, 0, 0, 0};
        Atoms holes = Atoms.of(Atom.of("φ", Shape.of(4), low), List.of(Atom.of("ψ", Shape.of(4), low)));
        assertThatThrownBy(holes::tightened).hasMessageContaining("no filter passes");
    }
}
