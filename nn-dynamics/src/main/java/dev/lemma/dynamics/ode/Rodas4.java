package dev.lemma.dynamics.ode;

import dev.lemma.api.linear.LinearAlgebra;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hairer and Wanner's method RODAS, of order 4 with an embedded one of order 3: for stiff equations.
 *
 * <pre>{@code
 * (I − γhJ) uᵢ = γ(h·f(t + αᵢh, y + Σⱼ aᵢⱼuⱼ) + Σⱼ cᵢⱼuⱼ + dᵢh²·∂f/∂t)        γ = ¼,  J = ∂f/∂y(t, y)
 * y⁺ = y + Σⱼ₌₁⁵ mⱼuⱼ + u₆        error = u₆
 * }</pre>
 *
 * <p>Linearly implicit (a Rosenbrock method), L-stable and stiffly accurate: the length of its steps follows the solution, not the largest eigenvalue of J, and no iteration can fail to converge. A step
 * costs six evaluations, the Jacobian of the whole state, which takes one vector-Jacobian product for each of its N numbers, and an elimination of {@code 2/3·N³} operations: for N up to a few hundred. With steps
 * of their own, samples must not act on each other. Dense output of order 3.
 *
 * @param relative relative tolerance, at least 0
 * @param absolute absolute tolerance, at least 0, in the unit of y
 * @see <a href="https://doi.org/10.1007/978-3-642-05221-7">Hairer and Wanner 1996, Solving Ordinary Differential Equations II, section IV.7 and the code RODAS</a>
 */
public record Rodas4(double relative, double absolute) implements Solver {

    private static final double GAMMA = 0.25;

    private static final double[] NODES = {0, 0.386, 0.21, 0.63, 1, 1};

    private static final double[] TIME = {0.25, -0.1043, 0.1035, -0.0362, 0, 0};

    /** Row 5 holds the first weights of y⁺ too: the rest of the sum is u₅ and u₆. */
    private static final double[][] A = {
        {},
        {1.544},
        {0.9466785280815826, 0.2557011698983284},
        {3.314825187068521, 2.896124015972201, 0.9986419139977817},
        {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895},
        {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1}
    };

    private static final double[][] C = {
        {},
        {-5.6688},
        {-2.430093356833875, -0.2063599157091915},
        {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
        {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616},
        {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054}
    };

    private static final double[][] DENSE = {
        {10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662},
        {-0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872}
    };

    public Rodas4 {
        new Tolerance(relative, absolute);
    }

    /** With a relative tolerance of 1e-4 and an absolute one of 1e-6. */
    public Rodas4() {
        this(1e-4, 1e-6);
    }

    @Override
    public int order() {
        return 4;
    }

    @Override
    public Optional<Tolerance> tolerance() {
        return Optional.of(new Tolerance(relative, absolute));
    }

    @Override
    public int evaluations() {
        return 6;
    }

    @Override
    public Step step(VectorField field, Tensor t, Tensor y, Tensor h, Tensor slope) {
        int n = y.shape().size();
        Tensor f = field.at(t, y);
        Tensor jacobian = Derivatives.jacobian(f, y).reshape(n, n);
        Tensor inTime = Derivatives.jvp(f, t, t.filled(1));
        Tensor lengths = h.broadcast(y.shape()).reshape(n, 1);
        Tensor place = Tensor.range(y.type(), n);
        Tensor identity = place.reshape(n, 1).equalTo(place.reshape(1, n));
        Tensor matrix = identity.minus(jacobian.times(lengths).times(GAMMA));
        List<Tensor> u = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Tensor at = i == 0 ? f : field.at(t.plus(h.times(NODES[i])), moved(y, A[i], u));
            Tensor right = at.times(h);
            for (int j = 0; j < i; j++) {
                right = right.plus(u.get(j).times(C[i][j]));
            }
            if (TIME[i] != 0) {
                right = right.plus(inTime.times(h.square()).times(TIME[i]));
            }
            u.add(LinearAlgebra.solve(matrix, right.times(GAMMA).reshape(n, 1)).reshape(y.shape()));
        }
        Tensor next = moved(y, A[5], u).plus(u.get(5));
        return new Step(next, Optional.empty(), Optional.of(norm -> norm.apply(u.get(5))), s -> {
            Tensor inner =
                    Tableau.sum(DENSE[0], u).plus(Tableau.sum(DENSE[1], u).times(s));
            Tensor rest = s.negate().plus(1);
            return y.times(rest).plus(next.plus(inner.times(rest)).times(s));
        });
    }

    private static Tensor moved(Tensor y, double[] coefficients, List<Tensor> u) {
        Tensor sum = y;
        for (int j = 0; j < coefficients.length; j++) {
            sum = sum.plus(u.get(j).times(coefficients[j]));
        }
        return sum;
    }
}
