package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code E[F(u) G(v)]} of functions with lumps, operands q₁, q₂, 1 − ρ, 1 + ρ:
 *
 * <pre>{@code
 * E[f g] + Σᵢ mᵢ p₁(aᵢ) E[g(v) | u = aᵢ] + Σⱼ nⱼ p₂(bⱼ) E[f(u) | v = bⱼ] + Σᵢⱼ mᵢnⱼ p(aᵢ, bⱼ)
 * }</pre>
 *
 * with the densities p₁ of u, p₂ of v, p of both; the last is left out where u and v are parallel and it does not exist. Lumps count for nothing where a variance is 0.
 */
record LumpedMean(Lumped f, Lumped g) implements CustomOp {

    private static final double PARALLEL = 1e-9;

    @Override
    public String name() {
        return "gaussian lumped mean";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return operands.get(2).tensorType();
    }

    @Override
    public void evaluate(List<double[]> operands, List<Shape> shapes, double[] result) {
        int[] first = ProductMean.places(shapes.get(0), shapes.get(2));
        int[] second = ProductMean.places(shapes.get(1), shapes.get(2));
        double[] less = operands.get(2);
        double[] more = operands.get(3);
        f.smooth().products(g.smooth(), operands.get(0), first, operands.get(1), second, less, more, result);
        if (!f.any() && !g.any()) {
            return;
        }
        for (int i = 0; i < result.length; i++) {
            double q1 = operands.get(0)[first[i]];
            double q2 = operands.get(1)[second[i]];
            if (q1 > 0 && q2 > 0) {
                result[i] += lumps(q1, q2, less[i], more[i]);
            }
        }
    }

    private double lumps(double q1, double q2, double less, double more) {
        double sum = 0;
        for (int i = 0; i < f.places().length; i++) {
            double a = f.places()[i];
            sum += f.masses()[i] * density(a, q1) * g.smooth().conditional(a, q1, q2, less, more);
        }
        for (int j = 0; j < g.places().length; j++) {
            double b = g.places()[j];
            sum += g.masses()[j] * density(b, q2) * f.smooth().conditional(b, q2, q1, less, more);
        }
        double sine = Math.sqrt(less * more);
        if (sine < PARALLEL) {
            return sum;
        }
        for (int i = 0; i < f.places().length; i++) {
            for (int j = 0; j < g.places().length; j++) {
                double s = f.places()[i] / Math.sqrt(q1);
                double t = g.places()[j] / Math.sqrt(q2);
                // s² − 2ρst + t² without cancellation: (1 − ρ)(s + t)²/2 + (1 + ρ)(s − t)²/2.
                double form = 0.5 * (less * (s + t) * (s + t) + more * (s - t) * (s - t)) / (less * more);
                sum += f.masses()[i]
                        * g.masses()[j]
                        * Math.exp(-0.5 * form)
                        / (2 * Math.PI * Math.sqrt(q1 * q2) * sine);
            }
        }
        return sum;
    }

    private static double density(double a, double q) {
        return Math.exp(-0.5 * a * a / q) / Math.sqrt(2 * Math.PI * q);
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        throw new UnsupportedOperationException(
                "second derivatives of expectations by quadrature are not known: use an activation with a closed form");
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        throw new UnsupportedOperationException(
                "second derivatives of expectations by quadrature are not known: use an activation with a closed form");
    }
}
