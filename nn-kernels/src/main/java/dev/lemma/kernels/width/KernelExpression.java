package dev.lemma.kernels.width;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.kernels.width.dual.Dual;
import dev.lemma.kernels.width.dual.Pair;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a {@link Stage} as expressions of the features of two batches: covariances and tangent kernel for all pairs of samples, at equal positions only or
 * at all pairs of positions, whichever is needed.
 *
 * <p>Axes: [b₁, b₂, P] for equal positions, [b₁, b₂, P, P′] for all. Within one batch, where pooling needs it, [b, P, P′].
 */
final class KernelExpression {

    /** Rounding that a sum of equal terms may have. */
    private static final double ROUNDING = 1e-15;

    /** Positions up to which a sum over them is a product with a matrix. */
    private static final int LARGEST_MATRIX = 1 << 14;

    /** Which samples are paired. */
    enum View {
        FIRST,
        SECOND,
        CROSS
    }

    /**
     * What is known of a pair, and Θ; null for zero.
     *
     * @param gains trained gains since the last weight. What they add to Θ, {@code r γ̂ γ̂′} in each channel, depends on the channel's numbers; θ has its mean
     */
    record State(Pair pair, @Nullable Tensor theta, List<Trained> gains) {

        State(Pair pair, @Nullable Tensor theta) {
            this(pair, theta, List.of());
        }
    }

    /**
     * A trained gain c on a field u that is a part of the field y = c û + …, {@code û = ∂y/∂c}.
     *
     * @param rate r
     * @param factor c
     * @param q1 variance of û at x
     * @param q2 at x′
     * @param k covariance
     * @param everywhere whether it is one parameter at all positions
     */
    record Trained(double rate, double factor, Tensor q1, Tensor q2, Tensor k, boolean everywhere) {

        Trained times(Tensor first, Tensor second) {
            return new Trained(
                    rate,
                    factor,
                    q1.times(first.square()),
                    q2.times(second.square()),
                    k.times(first).times(second),
                    everywhere);
        }
    }

    private record Request(Stage stage, View view, boolean full) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Request that && that.stage == stage && that.view == view && that.full == full;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(stage) * 31 + view.hashCode() * 2 + (full ? 1 : 0);
        }
    }

    private final List<Map<Tensor, Tensor>> features;
    private final DType type;
    private final Map<String, Tensor> adjusted;
    private final List<Map<Stage, Tensor>> variances = List.of(new IdentityHashMap<>(), new IdentityHashMap<>());
    private final Map<Request, State> states = new HashMap<>();

    /**
     * @param first the features of the first batch, [b₁, elements] by the expression they are values of
     * @param second those of the second
     */
    KernelExpression(Map<Tensor, Tensor> first, Map<Tensor, Tensor> second, DType type) {
        this(first, second, type, Map.of());
    }

    /**
     * With variances that are expressions.
     *
     * @param adjusted by the names of parameters
     */
    KernelExpression(Map<Tensor, Tensor> first, Map<Tensor, Tensor> second, DType type, Map<String, Tensor> adjusted) {
        this.features = List.of(first, second);
        this.type = type;
        this.adjusted = adjusted;
    }

    /** Times the variance of a parameter. */
    private Tensor spread(Tensor t, Stage.Weight weight) {
        Tensor variance = adjusted.get(weight.name());
        return variance == null ? t.times(weight.variance()) : t.times(variance);
    }

    /** Times the rate of a parameter. */
    private Tensor rated(Tensor t, Stage.Weight weight) {
        Tensor variance = adjusted.get(weight.name());
        return variance == null || !weight.scales()
                ? t.times(weight.rate())
                : t.times(variance.times(weight.rate() / weight.variance()));
    }

    private Tensor literal(Shape shape, double[] numbers) {
        return Tensor.literal(Array.of(shape, numbers).as(type));
    }

    /** NNGP and NTK of a field with one position, [b₁, b₂] both. */
    List<Tensor> kernels(Stage stage) {
        prepare(stage);
        State state = state(stage, View.CROSS, false);
        Tensor k = state.pair().k();
        Shape shape = k.shape().range(0, 2);
        Tensor theta = state.theta();
        return List.of(k.reshape(shape), theta == null ? k.filled(0).reshape(shape) : theta.reshape(shape));
    }

    /** A stage and all before it, from the input on. */
    static List<Stage> order(Stage stage) {
        List<Stage> order = new ArrayList<>();
        Deque<Stage> open = new ArrayDeque<>();
        Map<Stage, Boolean> written = new IdentityHashMap<>();
        open.push(stage);
        while (!open.isEmpty()) {
            Stage next = open.element();
            Boolean done = written.get(next);
            if (done == null) {
                written.put(next, false);
                for (Stage input : inputs(next)) {
                    if (!written.containsKey(input)) {
                        open.push(input);
                    }
                }
                continue;
            }
            open.pop();
            if (!done) {
                written.put(next, true);
                order.add(next);
            }
        }
        return order;
    }

    /** Deep networks: everything is asked for from the input on, so that no recursion is deep. */
    private void prepare(Stage stage) {
        List<Stage> order = order(stage);
        Map<Stage, Boolean> full = new IdentityHashMap<>();
        full.put(stage, false);
        for (int i = order.size() - 1; i >= 0; i--) {
            Stage node = order.get(i);
            boolean all = full.getOrDefault(node, false);
            for (Stage input : inputs(node)) {
                boolean needed = node instanceof Stage.Mix
                        || node instanceof Stage.Attended
                        || all && !(node instanceof Stage.Contraction contraction && contraction.positions() == 1);
                full.merge(input, needed, Boolean::logicalOr);
            }
        }
        for (Stage node : order) {
            variance(node, 0);
            variance(node, 1);
            state(node, View.CROSS, full.getOrDefault(node, false));
        }
    }

    static List<Stage> inputs(Stage stage) {
        if (stage instanceof Stage.Contraction contraction) {
            return contraction.parts().stream().map(Stage.Part::field).toList();
        }
        if (stage instanceof Stage.Sum sum) {
            return List.of(sum.a(), sum.b());
        }
        if (stage instanceof Stage.Attended attended) {
            return List.of(attended.query(), attended.key(), attended.value());
        }
        return stage instanceof Stage.Behind behind ? List.of(behind.input()) : List.of();
    }

    // ------------------------------------------------------------------ variances, [b, P]

    /** The variance at each position, of one side. */
    Tensor variance(Stage stage, int side) {
        Tensor known = variances.get(side).get(stage);
        if (known == null) {
            known = newVariance(stage, side);
            variances.get(side).put(stage, known);
        }
        return known;
    }

    private Tensor newVariance(Stage stage, int side) {
        if (stage instanceof Stage.Source source) {
            return spread(rows(source, side).square().sum(2), source.weight());
        }
        if (stage instanceof Stage.Contraction contraction) {
            Tensor sum = null;
            for (Stage.Part part : contraction.parts()) {
                Tensor term = contracted(part, contraction, variance(part.field(), side), false);
                sum = sum == null ? term : sum.plus(term);
            }
            return spread(java.util.Objects.requireNonNull(sum), contraction.weight());
        }
        if (stage instanceof Stage.Shift shift) {
            Tensor before = variance(shift.input(), side);
            return shift.weight().variance() == 0
                    ? before
                    : before.plus(spread(Tensor.constant(type, 1), shift.weight()));
        }
        if (stage instanceof Stage.Gain gain) {
            return variance(gain.input(), side).times(gain.factor() * gain.factor());
        }
        if (stage instanceof Stage.Scaled scaled) {
            return variance(scaled.input(), side).times(scaled.factor() * scaled.factor());
        }
        if (stage instanceof Stage.Sum sum) {
            return variance(sum.a(), side).plus(variance(sum.b(), side));
        }
        if (stage instanceof Stage.Nonlinear nonlinear) {
            return nonlinear.dual().square(variance(nonlinear.input(), side));
        }
        if (stage instanceof Stage.Modulated modulated) {
            return variance(modulated.input(), side)
                    .times(modulated.factor().at(this, side).square());
        }
        if (stage instanceof Stage.Dropped dropped) {
            return variance(dropped.input(), side).times(dropped.square());
        }
        if (stage instanceof Stage.Attended attended) {
            View own = side == 0 ? View.FIRST : View.SECOND;
            return diagonal(attention(attended, own).get(0));
        }
        Stage.Mix mix = (Stage.Mix) stage;
        View view = side == 0 ? View.FIRST : View.SECOND;
        Tensor k = state(mix.input(), view, true).pair().k();
        return mixed(mix, k, false);
    }

    /** The elements of the features by position, [b, P, k]. */
    private Tensor rows(Stage.Source source, int side) {
        Tensor given = java.util.Objects.requireNonNull(features.get(side).get(source.features()));
        int b = given.shape().extent(0);
        int elements = given.shape().extent(1);
        int positions = source.rows().length;
        int terms = source.rows()[0].length;
        double[] places = new double[positions * terms];
        boolean inOrder = places.length == elements;
        boolean holes = false;
        for (int r = 0; r < positions; r++) {
            for (int k = 0; k < terms; k++) {
                int place = source.rows()[r][k];
                inOrder &= place == r * terms + k;
                holes |= place < 0;
                places[r * terms + k] = place < 0 ? elements : place;
            }
        }
        Tensor gathered = inOrder
                ? given
                : (holes ? given.pad(1, 0, 1) : given).gather(1, literal(Shape.of(places.length), places));
        return gathered.reshape(b, positions, terms);
    }

    // ------------------------------------------------------------------ pairs

    private Tensor left(Stage stage, View view, boolean full) {
        return left(variance(stage, view == View.SECOND ? 1 : 0), view, full);
    }

    private static Tensor left(Tensor q, View view, boolean full) {
        return view == View.CROSS ? full ? q.expand(1).expand(-1) : q.expand(1) : q.expand(-1);
    }

    private Tensor right(Stage stage, View view, boolean full) {
        return right(variance(stage, view == View.FIRST ? 0 : 1), view, full);
    }

    private static Tensor right(Tensor q, View view, boolean full) {
        return view == View.CROSS ? full ? q.expand(0).expand(2) : q.expand(0) : q.expand(1);
    }

    private Tensor side(Certain certain, View view, boolean full, boolean first) {
        int side = view == View.FIRST || view == View.CROSS && first ? 0 : 1;
        Tensor s = certain.at(this, side);
        if (view != View.CROSS) {
            return s.expand(first ? -1 : 1);
        }
        Tensor placed = s.expand(first ? 1 : 0);
        return full ? placed.expand(first ? -1 : 2) : placed;
    }

    /** What is known of pairs; within one batch always at all pairs of positions. */
    State state(Stage stage, View view, boolean full) {
        Request request = new Request(stage, view, full);
        State known = states.get(request);
        if (known == null) {
            known = newState(stage, view, full);
            states.put(request, known);
        }
        return known;
    }

    private State newState(Stage stage, View view, boolean full) {
        if (stage instanceof Stage.Source source) {
            return sourced(source, view, full);
        }
        if (stage instanceof Stage.Contraction contraction) {
            return contracted(contraction, view, full);
        }
        if (stage instanceof Stage.Shift shift) {
            return shifted(shift, view, full);
        }
        if (stage instanceof Stage.Sum sum) {
            State a = state(sum.a(), view, full);
            State b = state(sum.b(), view, full);
            List<Trained> gains = new ArrayList<>(a.gains());
            gains.addAll(b.gains());
            return new State(sum(stage, view, full, a.pair(), b.pair()), plus(a.theta(), b.theta()), gains);
        }
        if (stage instanceof Stage.Nonlinear nonlinear) {
            State in = state(nonlinear.input(), view, full);
            Tensor theta = in.theta();
            Tensor after = theta == null ? null : theta.times(nonlinear.dual().slope(in.pair()));
            for (Trained gain : in.gains()) {
                after = plus(after, beside(gain, nonlinear.dual(), in.pair(), full));
            }
            return new State(nonlinear.dual().after(in.pair()), after);
        }
        if (stage instanceof Stage.Scaled scaled) {
            State in = state(scaled.input(), view, full);
            double squared = scaled.factor() * scaled.factor();
            Tensor theta = in.theta();
            return new State(
                    with(stage, view, full, in.pair(), in.pair().k().times(squared)),
                    theta == null ? null : theta.times(squared),
                    scaled(in.gains(), scaled.factor()));
        }
        if (stage instanceof Stage.Gain gain) {
            State in = state(gain.input(), view, full);
            double squared = gain.factor() * gain.factor();
            Tensor theta = in.theta() == null ? null : in.theta().times(squared);
            Tensor own = only(in.pair().k().times(gain.rate()), gain.everywhere(), full);
            Pair moved = with(stage, view, full, in.pair(), in.pair().k().times(squared));
            if (gain.rate() == 0 || view != View.CROSS) {
                return new State(moved, theta, scaled(in.gains(), gain.factor()));
            }
            List<Trained> gains = new ArrayList<>(scaled(in.gains(), gain.factor()));
            gains.add(new Trained(
                    gain.rate(),
                    gain.factor(),
                    left(gain.input(), view, full),
                    right(gain.input(), view, full),
                    in.pair().k(),
                    gain.everywhere()));
            return new State(moved, plus(theta, own), gains);
        }
        if (stage instanceof Stage.Modulated modulated) {
            State in = state(modulated.input(), view, full);
            Tensor first = side(modulated.factor(), view, full, true);
            Tensor second = side(modulated.factor(), view, full, false);
            Tensor factor = first.times(second);
            Tensor opposed = factor.lessThan(0);
            Pair pair = in.pair();
            Tensor theta = in.theta();
            return new State(
                    new Pair(
                            left(stage, view, full),
                            right(stage, view, full),
                            pair.k().times(factor),
                            Tensor.select(opposed, pair.more(), pair.less()),
                            Tensor.select(opposed, pair.less(), pair.more())),
                    theta == null ? null : theta.times(factor),
                    in.gains().stream().map(gain -> gain.times(first, second)).toList());
        }
        if (stage instanceof Stage.Dropped dropped) {
            State in = state(dropped.input(), view, full);
            double squared = dropped.mean() * dropped.mean();
            Tensor k = in.pair().k().times(squared);
            if (view != View.CROSS) {
                // One pass: a number and itself are multiplied by the same.
                k = k.plus(in.pair().k().times(dropped.square() - squared).times(identity(stage.positions())));
            }
            Tensor theta = in.theta();
            return new State(plain(stage, view, full, k), theta == null ? null : theta.times(squared));
        }
        if (stage instanceof Stage.Attended attended) {
            List<Tensor> both = attention(attended, view);
            boolean equal = view == View.CROSS && !full;
            Tensor k = equal ? diagonal(both.get(0)) : both.get(0);
            Tensor theta = both.size() == 1 ? null : equal ? diagonal(both.get(1)) : both.get(1);
            return new State(plain(stage, view, full, k), theta);
        }
        Stage.Mix mix = (Stage.Mix) stage;
        State in = state(mix.input(), view, true);
        Tensor theta = in.theta();
        return new State(
                plain(stage, view, full, mixed(mix, in.pair().k(), full)),
                theta == null ? null : mixed(mix, theta, full));
    }

    private static List<Trained> scaled(List<Trained> gains, double factor) {
        List<Trained> scaled = new ArrayList<>();
        for (Trained gain : gains) {
            Tensor constant = Tensor.constant(gain.k().type(), factor);
            scaled.add(gain.times(constant, constant));
        }
        return scaled;
    }

    /**
     * What a trained gain adds behind a nonlinearity φ beside {@code r k Ṫ}: numbers of a channel and their derivatives are not independent. With jointly normal
     * {@code û, û′, y, y′}, integrating by parts twice,
     *
     * <pre>{@code
     * E[û û′ φ′(y) φ′(y′)] = k Ṫ + c² ((q₁q₂ + k²) ∂Ṫ/∂K + 2q₁k ∂Ṫ/∂Q₁ + 2q₂k ∂Ṫ/∂Q₂)
     * }</pre>
     *
     * where Q₁, Q₂, K are of y, as {@code E[φ″φ″] = ∂Ṫ/∂K}, {@code E[φ‴φ′] = 2∂Ṫ/∂Q₁}.
     */
    private Tensor beside(Trained gain, Dual dual, Pair pair, boolean full) {
        Shape shape = pair.k().shape();
        Pair wide =
                new Pair(pair.q1().broadcast(shape), pair.q2().broadcast(shape), pair.k(), pair.less(), pair.more());
        Tensor slope = dual.slope(wide);
        List<Tensor> rates =
                Derivatives.vjp(List.of(slope), List.of(wide.q1(), wide.q2(), wide.k()), List.of(slope.filled(1)));
        Tensor k = gain.k();
        Tensor q1 = gain.q1();
        Tensor q2 = gain.q2();
        Tensor sum = rates.get(2)
                .times(q1.times(q2).plus(k.square()))
                .plus(rates.get(0).times(q1).times(k).times(2))
                .plus(rates.get(1).times(q2).times(k).times(2));
        return only(sum.times(gain.rate() * gain.factor() * gain.factor()), gain.everywhere(), full);
    }

    private static @Nullable Tensor plus(@Nullable Tensor a, @Nullable Tensor b) {
        return a == null ? b : b == null ? a : a.plus(b);
    }

    /** A pair of the same correlation. */
    private Pair with(Stage stage, View view, boolean full, Pair pair, Tensor k) {
        return new Pair(left(stage, view, full), right(stage, view, full), k, pair.less(), pair.more());
    }

    /** A pair whose correlation is known from its covariance only. */
    private Pair plain(Stage stage, View view, boolean full, Tensor k) {
        Tensor q1 = left(stage, view, full);
        Tensor q2 = right(stage, view, full);
        Tensor scale = q1.times(q2).sqrt();
        Tensor safe = Tensor.select(scale.greaterThan(0), scale, scale.filled(1));
        return new Pair(
                q1,
                q2,
                k,
                safe.times(1 - ROUNDING).minus(k).maximum(0).dividedBy(safe).minimum(2),
                safe.times(1 - ROUNDING).plus(k).maximum(0).dividedBy(safe).minimum(2));
    }

    /** Only equal positions, where each has a parameter of its own. */
    private Tensor only(Tensor all, boolean everywhere, boolean full) {
        if (everywhere || !full) {
            return all;
        }
        return all.times(identity(all.shape().extent(-1)));
    }

    private Tensor identity(int positions) {
        double[] identity = new double[positions * positions];
        for (int i = 0; i < positions; i++) {
            identity[i * positions + i] = 1;
        }
        return literal(Shape.of(positions, positions), identity);
    }

    // ------------------------------------------------------------------ the first weight

    private State sourced(Stage.Source source, View view, boolean full) {
        Tensor a = unit(rows(source, view == View.SECOND ? 1 : 0));
        Tensor b = unit(rows(source, view == View.FIRST ? 0 : 1));
        Tensor cosine = inner(a, b, view, full);
        boolean crossed = view == View.CROSS;
        Tensor less = Tensor.apply(new UnitDistance(crossed, full || !crossed, false), cosine, a, b);
        Tensor more = Tensor.apply(new UnitDistance(crossed, full || !crossed, true), cosine, a, b);
        Tensor s1 = left(rows(source, view == View.SECOND ? 1 : 0).square().sum(2), view, full);
        Tensor s2 = right(rows(source, view == View.FIRST ? 0 : 1).square().sum(2), view, full);
        // The derivative of a product exists where that of a cosine does not.
        Tensor products = s1.times(s2)
                .sqrt()
                .times(more.minus(less).times(0.5))
                .withGradient(rowsOf(source, view), (y, c) -> cotangentsOfRows(source, view, full, c));
        Pair pair = new Pair(
                left(source, view, full), right(source, view, full), spread(products, source.weight()), less, more);
        return new State(
                pair, view != View.CROSS || source.weight().rate() == 0 ? null : rated(products, source.weight()));
    }

    private List<Tensor> rowsOf(Stage.Source source, View view) {
        return List.of(rows(source, view == View.SECOND ? 1 : 0), rows(source, view == View.FIRST ? 0 : 1));
    }

    private List<Tensor> cotangentsOfRows(Stage.Source source, View view, boolean full, Tensor cotangent) {
        List<Tensor> rows = rowsOf(source, view);
        return Derivatives.vjp(List.of(inner(rows.get(0), rows.get(1), view, full)), rows, List.of(cotangent));
    }

    /** Inner products of rows [n, P, k] and [m, P, k], for the pairs of a view. */
    private static Tensor inner(Tensor a, Tensor b, View view, boolean full) {
        int n = a.shape().extent(0);
        int m = b.shape().extent(0);
        int p = a.shape().extent(1);
        int k = a.shape().extent(2);
        if (view != View.CROSS) {
            return a.matmul(b.transpose());
        }
        if (full) {
            return a.reshape(n * p, k)
                    .matmul(b.reshape(m * p, k).transpose())
                    .reshape(n, p, m, p)
                    .permute(0, 2, 1, 3);
        }
        return p == 1
                ? a.reshape(n, k).matmul(b.reshape(m, k).transpose()).expand(-1)
                : a.permute(1, 0, 2).matmul(b.permute(1, 2, 0)).permute(1, 2, 0);
    }

    /** Rows of length 1; zero stays zero. */
    private static Tensor unit(Tensor rows) {
        Tensor largest = rows.abs().max(2).expand(-1);
        Tensor scaled = rows.dividedBy(Tensor.select(largest.greaterThan(0), largest, largest.filled(1)));
        Tensor norm = scaled.square().sum(2).sqrt().expand(-1);
        return scaled.dividedBy(Tensor.select(norm.greaterThan(0), norm, norm.filled(1)));
    }

    // ------------------------------------------------------------------ weights on fields

    private State contracted(Stage.Contraction stage, View view, boolean full) {
        boolean single = stage.positions() == 1;
        boolean all = (full || view != View.CROSS) && !single;
        Tensor k = null;
        Tensor apart = null;
        Tensor theta = null;
        Pair only = null;
        for (Stage.Part part : stage.parts()) {
            State in = all || view == View.CROSS ? state(part.field(), view, all) : diagonal(part.field(), view);
            Pair pair = in.pair();
            boolean inOrder = stage.parts().size() == 1
                    && part.taps().isIdentity(part.field().positions());
            if (inOrder) {
                only = pair;
            }
            k = plus(k, contracted(part, stage, pair.k(), all));
            if (!inOrder) {
                apart = plus(apart, contracted(part, stage, pair.scale().times(pair.less()), all));
            }
            if (in.theta() != null) {
                theta = plus(theta, contracted(part, stage, in.theta(), all));
            }
        }
        Tensor raw = java.util.Objects.requireNonNull(k);
        Tensor mean = spread(raw, stage.weight());
        Tensor tangent = theta == null ? null : spread(theta, stage.weight());
        if (view == View.CROSS && stage.weight().rate() != 0) {
            tangent = plus(tangent, rated(raw, stage.weight()));
        }
        boolean widen = single && (full || view != View.CROSS);
        if (only != null) {
            Pair same = new Pair(only.q1(), only.q2(), mean, only.less(), only.more());
            return new State(
                    new Pair(
                            left(stage, view, full),
                            right(stage, view, full),
                            widened(mean, widen),
                            widened(same.less(), widen),
                            widened(same.more(), widen)),
                    tangent == null ? null : widened(tangent, widen));
        }
        Tensor q1 = left(stage, view, full);
        Tensor q2 = right(stage, view, full);
        Tensor root = q1.times(q2).sqrt();
        Tensor safe = Tensor.select(root.greaterThan(0), root, root.filled(1));
        Tensor distance = widened(spread(java.util.Objects.requireNonNull(apart), stage.weight()), widen);
        Tensor covariance = widened(mean, widen);
        Tensor sum = covariance.plus(distance);
        Tensor defect =
                root.times(1 - ROUNDING * Math.sqrt(terms(stage))).minus(sum).maximum(0);
        return new State(
                new Pair(
                        q1,
                        q2,
                        covariance,
                        defect.plus(distance).maximum(0).dividedBy(safe).minimum(2),
                        defect.plus(sum)
                                .plus(covariance)
                                .maximum(0)
                                .dividedBy(safe)
                                .minimum(2)),
                tangent == null ? null : widened(tangent, widen));
    }

    /** Numbers at equal positions of one batch, with themselves. */
    private State diagonal(Stage stage, View view) {
        return new State(Pair.same(variance(stage, view == View.FIRST ? 0 : 1)), null);
    }

    private static Tensor widened(Tensor x, boolean widen) {
        return widen ? x.expand(-1) : x;
    }

    private static int terms(Stage.Contraction stage) {
        int terms = 0;
        for (Stage.Part part : stage.parts()) {
            terms += part.taps().counts().length;
        }
        return Math.max(4, terms);
    }

    /** {@code Σ counts·t[places]} over one position axis, or the last two. */
    private Tensor contracted(Stage.Part part, Stage.Contraction stage, Tensor t, boolean full) {
        Stage.Taps taps = part.taps();
        int positions = part.field().positions();
        if (taps.isIdentity(positions)) {
            return t.times(taps.counts()[0]);
        }
        return full ? pairSums(part, stage, t) : sums(part, stage, t);
    }

    private Tensor sums(Stage.Part part, Stage.Contraction stage, Tensor t) {
        int from = part.field().positions();
        int to = stage.positions();
        double[] matrix = matrix(part.taps(), from, to);
        if (to == 1 && uniform(matrix)) {
            return t.sum(-1).expand(-1).times(matrix[0]);
        }
        Stage.Windowed window = part.window();
        Stage.Grid grid = part.field().grid();
        if (from * to <= LARGEST_MATRIX || window == null || grid == null) {
            return t.matmul(literal(Shape.of(from, to), matrix));
        }
        Shape lead = t.shape().range(0, t.rank() - 1);
        Tensor images = t.reshape(lead.size(), 1, grid.height(), grid.width());
        Tensor seen = gathered(gathered(images, 2, window.rows()), 3, window.columns());
        return Tensor.apply(new WindowSum(window.window()), seen)
                .reshape(lead.append(Shape.of(to)))
                .times(part.taps().counts()[0]);
    }

    private static boolean uniform(double[] matrix) {
        for (double entry : matrix) {
            if (entry != matrix[0]) {
                return false;
            }
        }
        return true;
    }

    private static double[] matrix(Stage.Taps taps, int from, int to) {
        double[] matrix = new double[from * to];
        for (int tap = 0; tap < taps.counts().length; tap++) {
            for (int row = 0; row < to; row++) {
                int place = taps.places()[tap][row];
                if (place >= 0) {
                    matrix[place * to + row] += taps.counts()[tap];
                }
            }
        }
        return matrix;
    }

    private Tensor gathered(Tensor t, int axis, int[] places) {
        boolean inOrder = places.length == t.shape().extent(axis);
        double[] indices = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            inOrder &= places[i] == i;
            indices[i] = places[i];
        }
        return inOrder ? t : t.gather(axis, literal(Shape.of(indices.length), indices));
    }

    /** Sums where both positions move together. */
    private Tensor pairSums(Stage.Part part, Stage.Contraction stage, Tensor t) {
        Shape lead = t.shape().range(0, t.rank() - 2);
        int to = stage.positions();
        Stage.Windowed windowed = part.window();
        Stage.Grid grid = part.field().grid();
        if (windowed == null || grid == null) {
            return pairSums(part, t);
        }
        Tensor images = t.reshape(lead.size(), grid.height(), grid.width(), grid.height(), grid.width());
        for (int axis : new int[] {1, 3}) {
            images = gathered(images, axis, windowed.rows());
            images = gathered(images, axis + 1, windowed.columns());
        }
        Window2D w = windowed.window();
        Tensor down = both(
                images,
                1,
                w.padTop(),
                w.padBottom(),
                w.kernelH(),
                w.strideH(),
                w.dilationH(),
                w.outputHeight(windowed.rows().length));
        Tensor across = both(
                down,
                2,
                w.padLeft(),
                w.padRight(),
                w.kernelW(),
                w.strideW(),
                w.dilationW(),
                w.outputWidth(windowed.columns().length));
        return across.reshape(lead.append(Shape.of(to, to))).times(part.taps().counts()[0]);
    }

    /** Sums over shifts of two axes together. */
    private static Tensor both(
            Tensor t, int axis, int before, int after, int kernel, int stride, int dilation, int count) {
        Tensor padded = t.pad(axis, before, after).pad(axis + 2, before, after);
        Tensor sum = null;
        for (int u = 0; u < kernel; u++) {
            int from = u * dilation;
            int end = from + (count - 1) * stride + 1;
            Tensor term = padded.slice(axis, from, end, stride).slice(axis + 2, from, end, stride);
            sum = sum == null ? term : sum.plus(term);
        }
        return java.util.Objects.requireNonNull(sum);
    }

    private Tensor pairSums(Stage.Part part, Tensor t) {
        int positions = part.field().positions();
        Tensor padded = t.pad(t.rank() - 2, 0, 1).pad(t.rank() - 1, 0, 1);
        Tensor sum = null;
        for (int tap = 0; tap < part.taps().counts().length; tap++) {
            int[] places = part.taps().places()[tap].clone();
            for (int i = 0; i < places.length; i++) {
                places[i] = places[i] < 0 ? positions : places[i];
            }
            Tensor term = gathered(gathered(padded, t.rank() - 2, places), t.rank() - 1, places)
                    .times(part.taps().counts()[tap]);
            sum = sum == null ? term : sum.plus(term);
        }
        return java.util.Objects.requireNonNull(sum);
    }

    // ------------------------------------------------------------------ sums

    private State shifted(Stage.Shift stage, View view, boolean full) {
        State in = state(stage.input(), view, full);
        double variance = stage.weight().variance();
        Tensor k = in.pair().k();
        Tensor theta = in.theta();
        if (view == View.CROSS && stage.weight().rate() != 0) {
            Tensor own = only(rated(k.filled(1), stage.weight()), stage.everywhere(), full);
            theta = plus(theta, own);
        }
        if (variance == 0) {
            return new State(in.pair(), theta, in.gains());
        }
        Tensor one = k.filled(1);
        Tensor equal = only(one, stage.everywhere(), full || view != View.CROSS);
        Tensor b = spread(one, stage.weight());
        Pair bias = new Pair(b, b, spread(equal, stage.weight()), one.minus(equal), one.plus(equal));
        return new State(sum(stage, view, full, in.pair(), bias), theta, in.gains());
    }

    /**
     * Sums of uncorrelated pairs, {@code 1 − ρ} without cancellation: with {@code R = √(Q₁Q₂)} and Lagrange's identity
     *
     * <pre>{@code
     * R − √(a₁a₂) − √(b₁b₂) = (√(a₁b₂) − √(a₂b₁))²/(R + √(a₁a₂) + √(b₁b₂))
     * }</pre>
     */
    private Pair sum(Stage stage, View view, boolean full, Pair a, Pair b) {
        Tensor q1 = left(stage, view, full);
        Tensor q2 = right(stage, view, full);
        Tensor root = q1.times(q2).sqrt();
        Tensor first = a.scale();
        Tensor second = b.scale();
        Tensor crossed = a.q1().times(b.q2()).sqrt().minus(a.q2().times(b.q1()).sqrt());
        Tensor whole = root.plus(first).plus(second);
        Tensor defect = crossed.square().dividedBy(Tensor.select(whole.greaterThan(0), whole, whole.filled(1)));
        Tensor safe = Tensor.select(root.greaterThan(0), root, root.filled(1));
        return new Pair(
                q1,
                q2,
                a.k().plus(b.k()),
                defect.plus(first.times(a.less()))
                        .plus(second.times(b.less()))
                        .dividedBy(safe)
                        .minimum(2),
                defect.plus(first.times(a.more()))
                        .plus(second.times(b.more()))
                        .dividedBy(safe)
                        .minimum(2));
    }

    /** {@code M t Mᵀ} over the last two axes, or its diagonal. */
    private Tensor mixed(Stage.Mix mix, Tensor t, boolean full) {
        int from = mix.input().positions();
        int to = mix.positions();
        double[] matrix = matrix(mix.taps(), from, to);
        if (to == 1 && uniform(matrix)) {
            Tensor sum = t.sum(-2, -1).times(matrix[0] * matrix[0]).expand(-1);
            return full ? sum.expand(-1) : sum;
        }
        Tensor m = literal(Shape.of(from, to), matrix);
        Tensor half = t.matmul(m);
        return full ? half.transpose().matmul(m).transpose() : half.times(m).sum(-2);
    }

    // ------------------------------------------------------------------ attention

    /** The entries at equal positions, [.., P]. */
    private Tensor diagonal(Tensor all) {
        return all.times(identity(all.shape().extent(-1))).sum(-1);
    }

    /**
     * Covariances at all pairs of positions, and the tangent kernel where there is one. Heads are independent, and so are the three fields: with d channels in a
     * head, weights w and {@code ⟨M⟩ = w M wᵀ},
     *
     * <pre>{@code
     * K = d K_Q ∘ ⟨K_K ∘ K_V⟩        Θ = d (Θ_Q ∘ ⟨K_K ∘ K_V⟩ + K_Q ∘ ⟨Θ_K ∘ K_V + K_K ∘ Θ_V⟩)
     * }</pre>
     */
    private List<Tensor> attention(Stage.Attended stage, View view) {
        State query = state(stage.query(), view, true);
        State key = state(stage.key(), view, true);
        State value = state(stage.value(), view, true);
        Tensor kq = placed(query.pair().k(), stage.queryAt());
        Tensor kk = placed(key.pair().k(), stage.keyAt());
        Tensor kv = placed(value.pair().k(), stage.valueAt());
        Tensor inner = weighted(kk.times(kv), stage);
        Tensor k = kq.times(inner).times(stage.channels());
        Tensor ofValues = plus(
                key.theta() == null ? null : placed(key.theta(), stage.keyAt()).times(kv),
                value.theta() == null
                        ? null
                        : placed(value.theta(), stage.valueAt()).times(kk));
        Tensor theta = plus(
                query.theta() == null
                        ? null
                        : placed(query.theta(), stage.queryAt()).times(inner),
                ofValues == null ? null : kq.times(weighted(ofValues, stage)));
        return theta == null ? List.of(k) : List.of(k, theta.times(stage.channels()));
    }

    private Tensor placed(Tensor t, int[] places) {
        return gathered(gathered(t, t.rank() - 2, places), t.rank() - 1, places);
    }

    /** {@code w M wᵀ} over the last two axes. */
    private Tensor weighted(Tensor m, Stage.Attended stage) {
        int to = stage.positions();
        int from = stage.keyAt().length;
        double[] transposed = new double[from * to];
        for (int t = 0; t < to; t++) {
            for (int s = 0; s < from; s++) {
                transposed[s * to + t] = stage.weight()[t][s];
            }
        }
        Tensor w = literal(Shape.of(from, to), transposed);
        return m.matmul(w).transpose().matmul(w).transpose();
    }

    // ------------------------------------------------------------------ what is certain

    /** The values of a constant expression, the same for every sample. */
    Tensor constant(double[] perPosition, int side) {
        int b = features.get(side).values().iterator().next().shape().extent(0);
        return literal(Shape.of(perPosition.length), perPosition).broadcast(b, perPosition.length);
    }
}
