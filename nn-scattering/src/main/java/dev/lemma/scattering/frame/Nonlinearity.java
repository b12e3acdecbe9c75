package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.fourier.Complex;
import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.Region;
import dev.lemma.api.walk.Slope;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.certificate.ActivationSlopes;
import java.util.List;
import java.util.Map;

/** What is done to the response of a filter: an L-Lipschitz function with M(0) = 0, from complex numbers to real ones. */
public sealed interface Nonlinearity permits Nonlinearity.Modulus, Nonlinearity.Pointwise {

    /** L. */
    double lipschitz();

    /** What goes on of a response; the imaginary part of one of a real filter, which is 0, does not. */
    List<Tensor> apply(Complex response, boolean real);

    /** {@code |z|}, L = 1. */
    record Modulus() implements Nonlinearity {

        @Override
        public double lipschitz() {
            return 1;
        }

        @Override
        public List<Tensor> apply(Complex response, boolean real) {
            return List.of(real ? response.real().abs() : response.modulus());
        }
    }

    /**
     * A function of each real number: of the real and of the imaginary part, which go on as two signals. L is read off its expression: 1 for ReLU and tanh, ¼ for the shifted
     * sigmoid. (Wiatowski and Bölcskei bound these for complex arguments by 2, 2 and ½; that the two parts are orthogonal halves it.)
     *
     * @param activation with {@code activation(0) = 0}
     */
    record Pointwise(Activation activation) implements Nonlinearity {

        public Pointwise {
            Check.given("activation", activation);
            Tensor x = Tensor.input("x", DType.FLOAT64);
            double atZero = ReferenceExecutor.evaluate(List.of(activation.apply(x)), Map.of(x, Array.scalar(0)))
                    .get(0)
                    .item();
            if (!(Math.abs(atZero) < 1e-15)) {
                throw new IllegalArgumentException(
                        "nonlinearity: expected a function with value 0 at 0, got " + atZero + ": subtract it");
            }
            if (Double.isInfinite(slope(activation))) {
                throw new IllegalArgumentException(
                        "nonlinearity: nothing bounds the slope of this function: expected a Lipschitz one whose expression"
                                + " says so, such as relu, tanh or a shifted sigmoid");
            }
        }

        private static double slope(Activation activation) {
            Tensor x = Tensor.input("x", DType.FLOAT64);
            Region region = Region.of(activation.apply(x));
            return region.variable() == x
                    ? Slope.of(region, ActivationSlopes.all()).lipschitz()
                    : Double.POSITIVE_INFINITY;
        }

        @Override
        public double lipschitz() {
            return slope(activation);
        }

        @Override
        public List<Tensor> apply(Complex response, boolean real) {
            Tensor first = activation.apply(response.real());
            return real ? List.of(first) : List.of(first, activation.apply(response.imaginary()));
        }
    }
}
