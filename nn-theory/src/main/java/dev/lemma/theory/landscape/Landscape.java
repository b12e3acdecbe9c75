package dev.lemma.theory.landscape;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The empirical risk of a network as a function of its parameters, around the point where it is.
 *
 * <pre>{@code
 * R(θ) = 1/n Σᵢ ℓ(Φ(θ, xᵢ), yᵢ)
 * }</pre>
 *
 * <p>Running statistics, such as those of a batch norm, stay as training has left them; dropout is off. All data count, in chunks of
 * {@value #CHUNK} examples, so that memory does not grow with their number; sums over chunks are made in float64. Immutable.
 *
 * <p>Cost: a value is one pass over the data, a product of a curvature with a vector about four.
 */
public final class Landscape {

    /** Examples that are computed at once. */
    static final int CHUNK = 256;

    private final Network network;
    private final Array theta;
    private final Loss loss;
    private final Dataset data;
    private final Program risk;
    private final Program gradient;

    private Landscape(Network network, Array theta, Loss loss, Dataset data) {
        this.network = network;
        this.theta = theta;
        this.loss = loss;
        this.data = data;
        this.risk = program((at, in) -> List.of(risk(at, in.get(0), in.get(1))));
        this.gradient = program((at, in) -> {
            Tensor value = risk(at, in.get(0), in.get(1));
            return List.of(value, Derivatives.gradient(value, at));
        });
    }

    /**
     * Around the parameters that training has left.
     *
     * @throws ShapeException if the data are not what the network takes
     */
    public static Landscape of(Trained trained, Loss loss, Dataset data) {
        Check.given("trained", trained);
        return of(trained.fixed(), trained.thetaArray(), loss, data);
    }

    /**
     * Around any parameters of a network without state.
     *
     * @throws ShapeException if parameters or data are not what the network takes
     */
    public static Landscape of(Network network, Array theta, Loss loss, Dataset data) {
        Check.given("network", network);
        Check.given("theta", theta);
        Check.given("loss", loss);
        Check.given("data", data);
        if (network.stateCount() > 0) {
            throw new IllegalArgumentException(
                    "landscape: the network has running statistics, so θ alone is no point of it:"
                            + " take Landscape.of(trained, …), or network.withState(…)");
        }
        if (theta.shape().size() != network.parameterCount()) {
            throw new ShapeException("landscape: theta has " + theta.shape().size() + " numbers, the network has "
                    + network.parameterCount() + " parameters");
        }
        if (network.parameterCount() == 0) {
            throw new IllegalArgumentException("landscape: the network has no parameters");
        }
        if (!data.featureShape().equals(network.input())) {
            throw new ShapeException(
                    "landscape: the network takes samples " + network.input() + ", got " + data.featureShape());
        }
        if (data.size() == 0) {
            throw new IllegalArgumentException("landscape: expected data, got no example");
        }
        return new Landscape(
                network,
                theta.as(network.type()).reshape(network.parameterCount()),
                loss,
                data.requireFinite().as(network.type()));
    }

    /** The same in float64, whatever the network was trained in: for spectra down to their smallest eigenvalues. */
    public Landscape inFloat64() {
        return network.type() == DType.FLOAT64 ? this : of(network.as(DType.FLOAT64), theta, loss, data);
    }

    /** The same function around another point. */
    public Landscape at(Array other) {
        Check.given("theta", other);
        return of(network, other, loss, data);
    }

    /** θ: not to be written to. */
    public Array theta() {
        return theta;
    }

    /** The network, its running statistics being constants. */
    public Network network() {
        return network;
    }

    /** Number of parameters, P. */
    public int dimension() {
        return network.parameterCount();
    }

    /** {@code R(θ)}. */
    public double risk() {
        return risk(theta);
    }

    /** R at other parameters of the same network. */
    public double risk(Array other) {
        double sum = 0;
        for (Chunk chunk : chunks()) {
            sum += chunk.share()
                    * risk.call(other, chunk.features(), chunk.targets()).item();
        }
        return sum;
    }

    /** {@code ∇R(θ)}, [P]. */
    public Array gradient() {
        double[] sum = new double[dimension()];
        for (Chunk chunk : chunks()) {
            List<Array> both = gradient.callAll(List.of(theta, chunk.features(), chunk.targets()));
            add(sum, chunk.share(), both.get(1));
        }
        return Array.vector(sum).as(network.type());
    }

    /** {@code ‖∇R(θ)‖₂}. */
    public double gradientNorm() {
        double square = 0;
        for (double g : gradient().toDoubles()) {
            square += g * g;
        }
        return Math.sqrt(square);
    }

    /** The Hessian {@code ∇²R(θ)}. Where the activation has kinks it is that of the pieces that the data lie in. */
    public Curvature hessian() {
        return curvature("Hessian", (at, in) -> {
            Tensor value = risk(at, in.get(1), in.get(2));
            return Derivatives.hessianVector(value, at, in.get(0));
        });
    }

    /**
     * The generalised Gauss-Newton matrix {@code 1/n Σᵢ Jᵢᵀ (∇²_Φ ℓᵢ) Jᵢ}, J being the Jacobian of the outputs in θ: the Hessian of the linearised network.
     * For cross-entropy, and for the square loss up to its factor, it is Fisher's information matrix. Positive semi-definite for convex losses.
     *
     * @see <a href="https://jmlr.org/papers/v21/17-678.html">Martens 2020, New insights and perspectives on the natural gradient method</a>
     */
    public Curvature gaussNewton() {
        return curvature("Gauss-Newton matrix", (at, in) -> {
            Tensor outputs = network.apply(at, in.get(1));
            Tensor moved = Derivatives.jvp(outputs, at, in.get(0));
            Tensor fixed = outputs.stopGradient();
            Tensor bent = Derivatives.hessianVector(loss.risk(fixed, in.get(2)), fixed, moved.stopGradient());
            return Derivatives.vjp(outputs, at, bent);
        });
    }

    /**
     * The empirical Fisher matrix {@code 1/n Σᵢ ∇ℓᵢ ∇ℓᵢᵀ}, the second moment of the gradients of single examples: not Fisher's information, which is
     * {@link #gaussNewton} here, but the covariance of stochastic gradients where R is at a minimum.
     *
     * @see <a href="https://arxiv.org/abs/1905.12558">Kunstner, Balles and Hennig 2019, Limitations of the empirical Fisher approximation</a>
     */
    public Curvature gradientCovariance() {
        return curvature("second moment of gradients", (at, in) -> {
            Tensor each = losses(at, in.get(1), in.get(2));
            Tensor along = Derivatives.jvp(each, at, in.get(0));
            return Derivatives.vjp(
                    each, at, along.stopGradient().dividedBy(each.shape().size()));
        });
    }

    private Curvature curvature(String name, BiFunction<Tensor, List<Tensor>, Tensor> product) {
        Program program = program((at, in) -> List.of(product.apply(at, in)));
        return new Curvature(name, dimension(), network.type(), v -> {
            double[] sum = new double[dimension()];
            for (Chunk chunk : chunks()) {
                add(sum, chunk.share(), program.call(theta, v, chunk.features(), chunk.targets()));
            }
            return Array.vector(sum).as(network.type());
        });
    }

    // ------------------------------------------------------------------ slices and paths

    /**
     * The risk along a random line through the point.
     *
     * @param normalization how long the line's direction is in each part of θ: without any, a slice says more of the scales of layers than of the risk
     * @param from the smallest multiple of the direction
     * @param to the largest
     * @param points at least 2
     */
    public LossSlice slice(Normalization normalization, Key key, double from, double to, int points) {
        return slice(direction(normalization, key), from, to, points);
    }

    /** The risk along a line of one's own: an eigenvector, the way to another point. */
    public LossSlice slice(Array direction, double from, double to, int points) {
        requireLength("direction", direction);
        double[] multiples = grid("slice", from, to, points);
        double[] risks = new double[points];
        for (int i = 0; i < points; i++) {
            risks[i] = risk(moved(multiples[i], direction, 0, direction));
        }
        return new LossSlice(multiples, risks);
    }

    /** The risk on a random plane through the point: two normalised directions, the second made orthogonal to the first before it is normalised. */
    public LossPlane plane(Normalization normalization, Key key, double from, double to, int points) {
        return plane(direction(normalization, key.at(0)), direction(normalization, key.at(1)), from, to, points);
    }

    /** The risk on a plane of one's own. */
    public LossPlane plane(Array first, Array second, double from, double to, int points) {
        requireLength("first direction", first);
        requireLength("second direction", second);
        double[] multiples = grid("plane", from, to, points);
        double[][] risks = new double[points][points];
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < points; j++) {
                risks[i][j] = risk(moved(multiples[i], first, multiples[j], second));
            }
        }
        return new LossPlane(multiples, risks);
    }

    /** A random direction, normalised: [P]. */
    public Array direction(Normalization normalization, Key key) {
        Check.given("normalization", normalization);
        Check.given("key", key);
        return normalization.direction(network, theta, key);
    }

    /** The risk along the straight line from here to another point of the same network, at equal distances. */
    public LossSlice straightTo(Array other, int points) {
        requireLength("other point", other);
        double[] a = theta.toDoubles();
        double[] b = other.toDoubles();
        for (int i = 0; i < a.length; i++) {
            b[i] -= a[i];
        }
        return slice(Array.vector(b), 0, 1, points);
    }

    private Array moved(double s, Array first, double t, Array second) {
        double[] x = theta.toDoubles();
        double[] u = first.toDoubles();
        double[] v = second.toDoubles();
        for (int i = 0; i < x.length; i++) {
            x[i] += s * u[i] + t * v[i];
        }
        return Array.vector(x).as(network.type());
    }

    private static double[] grid(String what, double from, double to, int points) {
        Check.finite("from", from);
        Check.finite("to", to);
        Check.atLeast("points", points, 2);
        if (!(from < to)) {
            throw new IllegalArgumentException(what + ": expected from < to, got " + from + " and " + to);
        }
        double[] grid = new double[points];
        for (int i = 0; i < points; i++) {
            grid[i] = from + (to - from) * i / (points - 1);
        }
        return grid;
    }

    private void requireLength(String what, Array given) {
        Check.given(what, given);
        if (given.shape().size() != dimension()) {
            throw new ShapeException(
                    "landscape: the " + what + " has " + given.shape().size() + " numbers, expected " + dimension());
        }
    }

    // ------------------------------------------------------------------ data

    /** Some examples, and which share of all they are. */
    private record Chunk(Array features, Array targets, double share) {}

    private List<Chunk> chunks() {
        List<Chunk> chunks = new ArrayList<>();
        int n = data.size();
        for (int from = 0; from < n; from += CHUNK) {
            int to = Math.min(n, from + CHUNK);
            chunks.add(new Chunk(
                    data.featureArray().rows(from, to), data.targetArray().rows(from, to), (double) (to - from) / n));
        }
        return chunks;
    }

    private Tensor risk(Tensor at, Tensor features, Tensor targets) {
        return loss.risk(network.apply(at, features), targets);
    }

    /** One loss for each example. */
    private Tensor losses(Tensor at, Tensor features, Tensor targets) {
        Tensor losses = loss.apply(network.apply(at, features), targets);
        int n = features.shape().extent(0);
        if (losses.rank() == 0 || losses.shape().extent(0) != n) {
            throw new ShapeException("landscape: the loss is " + losses.shape() + " for " + n
                    + " examples: expected one number for each, to have gradients of single examples");
        }
        return losses.rank() == 1
                ? losses
                : losses.reshape(Shape.of(n, losses.shape().size() / n)).mean(1);
    }

    /** A program of θ and further arguments. */
    private static Program program(BiFunction<Tensor, List<Tensor>, List<Tensor>> body) {
        return Program.of(Fused.executor(), leaves -> body.apply(leaves.get(0), leaves.subList(1, leaves.size())));
    }

    private static void add(double[] sum, double share, Array part) {
        double[] numbers = part.toDoubles();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += share * numbers[i];
        }
    }
}
