package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.golden.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Derivatives against stored closed forms: to third order in three variables, to sixth in one, and of a vector field.
 */
class StoredDerivativesTest {

    /** The stored functions of (x, y, z), at many points at once. */
    private static Tensor function(String name, Tensor x, Tensor y, Tensor z) {
        return switch (name) {
            case "f0" ->
                x.square()
                        .times(y)
                        .times(z)
                        .plus(z.negate().exp().times(x.times(y).sin()));
            case "f1" ->
                x.plus(y.times(2).times(z.cos()))
                        .tanh()
                        .dividedBy(x.square().plus(y.square()).plus(1));
            case "f2" -> Tensor.stack(1, List.of(x, y, x.times(z))).logSumExp(1);
            case "f3" ->
                x.dividedBy(z.sin().plus(2))
                        .plus(z.square().plus(1).sqrt().times(x.times(y).erf()));
            case "f4" ->
                z.times(x.times(y).sigmoid())
                        .negate()
                        .exp()
                        .dividedBy(x.square().plus(1))
                        .plus(1)
                        .pow(-3);
            case "f5" ->
                x.square()
                        .plus(y.square())
                        .plus(0.1)
                        .pow(z.times(0.5))
                        .plus(y.dividedBy(z.square().plus(1)).atan());
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** A point in each row; the derivative of the sum of values is that of each row by its own. */
    private static Tensor gradient(Tensor values, Tensor points) {
        return Derivatives.gradient(values.sum(), points);
    }

    private static List<Tensor> columns(Tensor rows) {
        List<Tensor> columns = new ArrayList<>();
        for (int j = 0; j < rows.shape().extent(1); j++) {
            columns.add(rows.at(1, j));
        }
        return columns;
    }

    @ParameterizedTest
    @ValueSource(strings = {"f0", "f1", "f2", "f3", "f4", "f5"})
    void toThirdOrder(String name) {
        Golden golden = Golden.read("autodiff/derivatives");
        Tensor p = Tensor.input("points", DType.FLOAT64, 4, 3);
        Tensor f = function(name, p.at(1, 0), p.at(1, 1), p.at(1, 2));
        Tensor u = Tensor.literal(golden.get("u"));
        Tensor v = Tensor.literal(golden.get("v"));
        Tensor w = Tensor.literal(golden.get("w"));
        Map<String, Tensor> ours = new LinkedHashMap<>();
        Tensor grad = gradient(f, p);
        ours.put("f", f);
        ours.put("grad", grad);
        List<Tensor> hessian = columns(grad).stream().map(g -> gradient(g, p)).toList();
        ours.put("hessian", Tensor.stack(1, hessian));
        List<Tensor> third = hessian.stream()
                .map(row -> Tensor.stack(
                        1, columns(row).stream().map(h -> gradient(h, p)).toList()))
                .toList();
        ours.put("third", Tensor.stack(1, third));
        ours.put("jvp", Derivatives.jvp(f, p, u));
        ours.put("hvp", Derivatives.jvp(grad, p, u));
        Tensor forward = Derivatives.jvp(Derivatives.jvp(Derivatives.jvp(f, p, u), p, v), p, w);
        ours.put("third_uvw", forward);
        ours.put("third_uv", gradient(Derivatives.jvp(Derivatives.jvp(f, p, u), p, v), p));
        Tensor laplacian = hessian.get(0)
                .at(1, 0)
                .plus(hessian.get(1).at(1, 1))
                .plus(hessian.get(2).at(1, 2));
        ours.put("laplacian", laplacian);
        ours.put("grad_of_laplacian", gradient(laplacian, p));

        List<Array> numbers =
                ReferenceExecutor.evaluate(new ArrayList<>(ours.values()), Map.of(p, golden.get("points")));
        int i = 0;
        for (String what : ours.keySet()) {
            Golden.assertClose(name + "." + what, numbers.get(i++), golden.get(name + "." + what), 1e-12);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tanh_sin, true",
        "tanh_sin, false",
        "exp_of_square, true",
        "exp_of_square, false",
        "softplus, true",
        "softplus, false",
        "erf_chain, true",
        "erf_chain, false"
    })
    void toSixthOrderInOneVariable(String name, boolean forward) {
        Golden golden = Golden.read("autodiff/univariate");
        Tensor s = Tensor.input("s", DType.FLOAT64, 5);
        Function<Tensor, Tensor> f =
                switch (name) {
                    case "tanh_sin" -> x -> x.times(2).sin().tanh();
                    case "exp_of_square" ->
                        x -> x.square().negate().exp().times(x.times(3).cos());
                    case "softplus" -> x -> x.times(3).softplus();
                    default -> x -> x.square().plus(x.sin()).erf();
                };
        List<Tensor> derivatives = new ArrayList<>(List.of(f.apply(s)));
        for (int order = 1; order <= 6; order++) {
            Tensor last = derivatives.get(order - 1);
            derivatives.add(forward ? Derivatives.jvp(last, s, s.filled(1)) : gradient(last, s));
        }
        List<Array> numbers = ReferenceExecutor.evaluate(derivatives, Map.of(s, golden.get("points")));
        for (int order = 0; order <= 6; order++) {
            Array row = golden.get(name).rows(order, order + 1);
            Golden.assertClose(name + ", order " + order, numbers.get(order), row, 1e-11);
        }
    }

    @Test
    void ofAVectorField() {
        Golden golden = Golden.read("autodiff/fields");
        Tensor x = Tensor.input("X", DType.FLOAT64, 5, 3);
        Tensor w1 = Tensor.input("W1", DType.FLOAT64, 6, 3);
        Tensor h =
                x.matmul(w1.transpose()).plus(Tensor.literal(golden.get("b1"))).tanh();
        Tensor k = h.matmul(Tensor.literal(golden.get("W2")).transpose())
                .plus(Tensor.literal(golden.get("b2")))
                .tanh();
        Tensor f = k.matmul(Tensor.literal(golden.get("W3")).transpose()).plus(Tensor.literal(golden.get("b3")));

        List<Tensor> jacobianRows =
                columns(f).stream().map(component -> gradient(component, x)).toList();
        Tensor divergence = jacobianRows
                .get(0)
                .at(1, 0)
                .plus(jacobianRows.get(1).at(1, 1))
                .plus(jacobianRows.get(2).at(1, 2));
        List<Tensor> laplacians = new ArrayList<>();
        for (Tensor row : jacobianRows) {
            Tensor sum = null;
            for (int j = 0; j < 3; j++) {
                Tensor second = gradient(row.at(1, j), x).at(1, j);
                sum = sum == null ? second : sum.plus(second);
            }
            laplacians.add(sum);
        }
        Tensor probe = Tensor.literal(golden.get("probe"));
        Map<String, Tensor> ours = new LinkedHashMap<>();
        ours.put("f", f);
        ours.put("jacobian", Tensor.stack(1, jacobianRows));
        ours.put("divergence", divergence);
        ours.put("laplacian", Tensor.stack(1, laplacians));
        ours.put("hutchinson", Derivatives.jvp(f, x, probe).times(probe).sum(1));
        ours.put("grad_divergence", gradient(divergence, x));
        ours.put(
                "d_W1_of_sum_divergence_squared",
                Derivatives.gradient(divergence.square().sum(), w1));
        List<Array> numbers = ReferenceExecutor.evaluate(
                new ArrayList<>(ours.values()), Map.of(x, golden.get("X"), w1, golden.get("W1")));
        int i = 0;
        for (String what : ours.keySet()) {
            Golden.assertClose(what, numbers.get(i++), golden.get(what), 1e-12);
        }
    }

    @Test
    void jacobianAndHessianEqualTheirRows() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 3);
        Tensor y = Tensor.concat(0, x.square(), x.at(0, 0).times(x.at(0, 1)).reshape(1));
        Array at = Array.vector(1, 2, 3);
        List<Array> numbers = ReferenceExecutor.evaluate(
                List.of(
                        Derivatives.jacobian(y, x),
                        Derivatives.hessian(x.pow(3).sum().plus(x.at(0, 0).times(x.at(0, 2))), x)),
                Map.of(x, at));
        assertThat(numbers.get(0))
                .isEqualTo(Array.of(Shape.of(4, 3), new double[] {2, 0, 0, 0, 4, 0, 0, 0, 6, 2, 1, 0}));
        assertThat(numbers.get(1)).isEqualTo(Array.of(Shape.of(3, 3), new double[] {6, 0, 1, 0, 12, 0, 1, 0, 18}));
    }

    /**
     * The scalar residual network {@code φᵢ₊₁ = φᵢ + γσ(wᵢφᵢ)}, {@code Φ = w_L φ_L}. Equation (12.5) of the lecture
     * notes prints {@code wᵢ} where {@code φᵢ} belongs:
     *
     * <pre>{@code
     * ∂Φ/∂wᵢ = γ w_L σ′(wᵢφᵢ) φᵢ φ̂ᵢ₊₁,    φ̂_L = 1,    φ̂ᵢ = φ̂ᵢ₊₁ (1 + γ σ′(wᵢφᵢ) wᵢ)
     * }</pre>
     */
    @Test
    void residualNetworkAsInEquation12Point5Corrected() {
        double gamma = 0.25;
        double[] weights = {0.7, -0.4, 1.1, 0.3, -0.9, 0.8};
        int layers = weights.length - 1;
        Tensor w = Tensor.input("w", DType.FLOAT64, weights.length);
        Tensor phi = Tensor.constant(DType.FLOAT64, 0.6);
        for (int i = 0; i < layers; i++) {
            phi = phi.plus(w.at(0, i).times(phi).tanh().times(gamma));
        }
        Tensor output = w.at(0, layers).times(phi);
        double[] computed = ReferenceExecutor.evaluate(
                        List.of(Derivatives.gradient(output, w)), Map.of(w, Array.vector(weights)))
                .get(0)
                .toDoubles();

        double[] states = new double[layers + 1];
        double[] slopes = new double[layers];
        states[0] = 0.6;
        for (int i = 0; i < layers; i++) {
            double t = Math.tanh(weights[i] * states[i]);
            slopes[i] = 1 - t * t;
            states[i + 1] = states[i] + gamma * t;
        }
        double after = 1;
        for (int i = layers - 1; i >= 0; i--) {
            double common = gamma * weights[layers] * slopes[i] * after;
            assertThat(computed[i]).isCloseTo(common * states[i], within(1e-15));
            assertThat(Math.abs(computed[i] - common * weights[i]))
                    .as("the printed formula")
                    .isGreaterThan(1e-3);
            double h = 1e-5;
            assertThat(computed[i]).isCloseTo((value(weights, i, h) - value(weights, i, -h)) / (2 * h), within(1e-10));
            after *= 1 + gamma * slopes[i] * weights[i];
        }
        assertThat(computed[layers]).isCloseTo(states[layers], within(1e-15));
    }

    private static double value(double[] weights, int changed, double by) {
        double[] w = Arrays.copyOf(weights, weights.length);
        w[changed] += by;
        double phi = 0.6;
        for (int i = 0; i < w.length - 1; i++) {
            phi += 0.25 * Math.tanh(w[i] * phi);
        }
        return w[w.length - 1] * phi;
    }
}
