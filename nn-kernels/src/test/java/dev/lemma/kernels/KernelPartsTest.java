package dev.lemma.kernels;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.kernels.function.Coregionalization;
import dev.lemma.kernels.function.SpectralMixture.Component;
import dev.lemma.testkit.KernelContract;
import dev.lemma.testkit.PluginContract;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** Every kernel of this module is a kernel. */
class KernelPartsTest {

    @Nested
    class Plugin implements PluginContract {
        @Override
        public NnPlugin subject() {
            return new KernelsPlugin();
        }
    }

    @Nested
    class LinearTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.linear();
        }
    }

    @Nested
    class AffineTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.affine(0.7);
        }
    }

    @Nested
    class PolynomialTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.polynomial(5, 0.3, 1.2);
        }
    }

    @Nested
    class GaussianTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.gaussian(1.3);
        }
    }

    @Nested
    class RelevanceTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.gaussian(1.3, 0.6, 2.5).times(1.7);
        }
    }

    @Nested
    class AbsoluteLaplaceTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.absoluteLaplace(1.1);
        }
    }

    @Nested
    class AbsoluteLaplaceOfManyTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.absoluteLaplace(9);
        }

        @Override
        public int dimension() {
            return 20;
        }
    }

    /** The root of a distance of 3e-8, which is rounding in single precision, is not small. */
    @Nested
    class Matern12Test implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.matern12(0.8);
        }
    }

    @Nested
    class Matern32Test implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.matern32(0.8);
        }
    }

    @Nested
    class Matern52Test implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.matern52(0.8);
        }
    }

    @Nested
    class Matern92Test implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.matern(4.5, 0.8);
        }
    }

    @Nested
    class RationalQuadraticTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.rationalQuadratic(0.7, 1.1);
        }
    }

    @Nested
    class PeriodicTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.periodic(0.9, 1.7);
        }
    }

    @Nested
    class SpectralMixtureTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.spectralMixture(
                    new Component(0.8, List.of(0.3, -0.2, 0.1), List.of(0.1, 0.2, 0.05)),
                    new Component(0.5, List.of(0.0, 0.4, 0.7), List.of(0.3, 0.1, 0.2)));
        }
    }

    @Nested
    class ArcCosine0Test implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.arcCosine(0);
        }

        @Override
        public Array points() {
            return KernelContract.super.points().rows(0, 8); // 0 has no angle
        }
    }

    @Nested
    class ArcCosine1Test implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.arcCosine(1);
        }
    }

    @Nested
    class ArcCosine2Test implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.arcCosine(2);
        }
    }

    @Nested
    class WhiteTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.white(0.3);
        }
    }

    @Nested
    class ConstantTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.constant(0.3);
        }
    }

    @Nested
    class CoregionalizationTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.gaussian(1.0).columns(0, 1).times(new Coregionalization(3, 2).columns(2));
        }

        @Override
        public Array points() {
            double[] x = KernelContract.super.points().toDoubles();
            for (int i = 0; i < 9; i++) {
                x[3 * i + 2] = i % 3;
            }
            return Array.of(Shape.of(9, 3), x);
        }

        @Override
        public boolean takesWholeNumbers() {
            return true;
        }
    }

    @Nested
    class CompositeTest implements KernelContract {
        @Override
        public Kernel subject() {
            return Kernels.matern52(1.0)
                    .times(2.0)
                    .plus(Kernels.linear().times(Kernels.periodic(1, 2)).columns(1))
                    .plus(Kernels.white(0.1));
        }
    }

    /** A user's line. */
    @Nested
    class OwnTest implements KernelContract {
        @Override
        public Kernel subject() {
            return (h, p) -> p.squaredDistance()
                    .dividedBy(h.positive("length", 1.4).square())
                    .plus(1)
                    .reciprocal();
        }
    }
}
