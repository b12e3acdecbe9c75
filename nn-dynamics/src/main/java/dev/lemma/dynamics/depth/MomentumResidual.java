package dev.lemma.dynamics.depth;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * L residual blocks with momentum, which are undone bit for bit: training keeps no states between blocks, whatever the depth.
 *
 * <pre>{@code
 * vᵢ₊₁ = γvᵢ + (1 − γ)·f(θᵢ, xᵢ)        xᵢ₊₁ = xᵢ + vᵢ₊₁        v₀ = 0
 * xᵢ = xᵢ₊₁ − vᵢ₊₁                      vᵢ = (vᵢ₊₁ − (1 − γ)·f(θᵢ, xᵢ)) / γ
 * }</pre>
 *
 * <p>In floating point the second line multiplies rounding by {@code γ^{−L}}. So x and v are whole multiples of 2⁻³², held exactly in float64; f is rounded to them, and what the multiplication by γ
 * cuts off is kept, {@code log₂(1/γ)} bits for each number and block: one array of the size of the batch for every {@code 40/log₂(1/γ)} blocks (263 at γ = 0.9), and no less would do. Reverse
 * mode goes back through the blocks, recovers each state and differentiates the block there; gradients take rounding to have slope 1.
 *
 * <p>|x| and |v| must stay below 2¹²; beyond, the result is NaN, at which training stops. γ is taken as the nearest fraction with a denominator of at most 128. Derivatives are first-order, by reverse
 * mode. The equation that this discretises with {@code γ = 1 − δ/ε} and {@code x ← x + δv} is {@code εẍ + ẋ = f}, not {@code ẍ = f}.
 *
 * @param block f, in the shape of its input
 * @param depth L ≥ 1
 * @param momentum γ in [0.5, 1)
 * @see <a href="https://arxiv.org/abs/2102.07870">Sander, Ablin, Blondel and Peyré 2021, Momentum residual neural networks</a>
 */
public record MomentumResidual(Layer block, int depth, double momentum) implements Layer {

    /** 1 as a multiple of the unit of x and v. */
    private static final double ONE = 0x1p32;

    private static final double BOUND = 0x1p12;

    public MomentumResidual {
        Objects.requireNonNull(block, "block");
        Check.atLeastOne("depth", depth);
        if (!(momentum >= 0.5 && momentum < 1)) {
            throw new IllegalArgumentException("momentum: expected a number in [0.5, 1), got " + momentum);
        }
    }

    /** A state between blocks, in units of 2⁻³². */
    private record State(Tensor x, Tensor v, Tensor digits) {}

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Written written = written(scope, x);
        Tensor end = forward(written, x);
        List<Tensor> variables = new ArrayList<>(List.of(x));
        written.stacks().forEach(stack -> variables.add(stack.stacked()));
        Tensor differentiable = end.withGradient(variables, (y, cotangent) -> backward(written, x, y, cotangent));
        return result(x, differentiable);
    }

    /**
     * The start that is recovered from where the blocks lead, as an expression: equal, bit for bit, to x rounded to multiples of 2⁻³².
     */
    public Tensor recovered(Scope scope, Tensor x) {
        Written written = written(scope, x);
        Tensor end = forward(written, x);
        int size = x.shape().size();
        Back back = new Back(
                written, x, end, Tensor.full(DType.FLOAT64, Shape.of(end.shape().size()), 0));
        return back.start().x().slice(0, 0, size).reshape(x.shape()).times(1 / ONE);
    }

    private Written written(Scope scope, Tensor x) {
        StackedScope stacked = new StackedScope(scope.child("block"), depth);
        Traced traced = Traced.of(stacked, block, x.tensorType()).requireShape("momentum residual", x.tensorType());
        return new Written(traced, stacked.stacks(), Lossless.of(momentum));
    }

    /** The block as an expression, and what it is multiplied by. */
    private record Written(Traced traced, List<StackedScope.Stack> stacks, Lossless gamma) {

        Map<Tensor, Tensor> present(List<Tensor> rows) {
            Map<Tensor, Tensor> present = new HashMap<>();
            for (int i = 0; i < rows.size(); i++) {
                present.put(stacks.get(i).row(), rows.get(i));
            }
            return present;
        }

        /** x in the network's numbers. */
        Tensor shown(Tensor units, Tensor like) {
            return units.times(1 / ONE).reshape(like.shape()).as(like.type());
        }

        /** {@code (1 − γ)·f} in units. */
        Tensor increment(Tensor f) {
            return f.as(DType.FLOAT64)
                    .times((1 - gamma.factor()) * ONE)
                    .round()
                    .reshape(f.shape().size());
        }
    }

    /** Numbers of blocks after which digits are put aside. */
    private List<int[]> segments(Lossless gamma) {
        List<int[]> segments = new ArrayList<>();
        for (int from = 0; from < depth; from += gamma.most()) {
            segments.add(new int[] {from, Math.min(depth, from + gamma.most())});
        }
        return segments;
    }

    private static List<Tensor> rows(Written written, int from, int to) {
        return written.stacks().stream()
                .map(stack -> stack.stacked().slice(0, from, to))
                .toList();
    }

    /** x, v, the largest magnitude of both, and the digits of each segment, in one vector of units. */
    private Tensor forward(Written written, Tensor x) {
        int size = x.shape().size();
        Tensor units = x.as(DType.FLOAT64).reshape(size).times(ONE).round();
        Tensor v = units.filled(0);
        Tensor largest = units.abs().max();
        List<Tensor> digits = new ArrayList<>();
        for (int[] segment : segments(written.gamma())) {
            Loop loop = Loop.of(
                    segment[1] - segment[0],
                    List.of(units, v, v.filled(0), largest),
                    rows(written, segment[0], segment[1]),
                    (state, rows) -> {
                        Tensor f = written.traced().at(written.shown(state.get(0), x), written.present(rows));
                        Lossless.Pair slowed = written.gamma().times(new Lossless.Pair(state.get(1), state.get(2)));
                        Tensor faster = slowed.value().plus(written.increment(f));
                        Tensor next = state.get(0).plus(faster);
                        Tensor most = state.get(3)
                                .maximum(next.abs().maximum(faster.abs()).max());
                        return new Loop.Step(List.of(next, faster, slowed.digits(), most), List.of());
                    });
            units = loop.carry().get(0);
            v = loop.carry().get(1);
            digits.add(loop.carry().get(2));
            largest = loop.carry().get(3);
        }
        List<Tensor> parts = new ArrayList<>(List.of(units, v, largest.reshape(1)));
        parts.addAll(digits);
        return Tensor.concat(0, parts);
    }

    private static Tensor result(Tensor x, Tensor end) {
        int size = x.shape().size();
        Tensor shown = end.slice(0, 0, size).times(1 / ONE).reshape(x.shape());
        Tensor largest =
                end.slice(0, 2 * size, 2 * size + 1).reshape(Shape.scalar()).stopGradient();
        return Tensor.select(largest.lessThan(BOUND * ONE), shown, shown.filled(Double.NaN))
                .as(x.type());
    }

    private List<@Nullable Tensor> backward(Written written, Tensor x, Tensor end, Tensor cotangent) {
        Back back = new Back(written, x, end, cotangent);
        List<@Nullable Tensor> all = new ArrayList<>();
        all.add(back.xBar().reshape(x.shape()).as(x.type()));
        all.addAll(back.parameterBars());
        return all;
    }

    /** The way back: states, and cotangents beside them. */
    private final class Back {

        private final State start;
        private final Tensor xBar;
        private final List<Tensor> parameterBars;

        Back(Written written, Tensor x, Tensor end, Tensor cotangent) {
            int size = x.shape().size();
            Tensor units = end.slice(0, 0, size);
            Tensor v = end.slice(0, size, 2 * size);
            // In units of the shown numbers: ∂/∂(units) is 2⁻³² times that.
            Tensor unitsBar = cotangent.slice(0, 0, size).times(ONE);
            Tensor vBar = unitsBar.filled(0);
            List<int[]> segments = segments(written.gamma());
            List<List<Tensor>> bars = new ArrayList<>();
            Tensor digits = v.filled(0);
            for (int s = segments.size() - 1; s >= 0; s--) {
                int count = segments.get(s)[1] - segments.get(s)[0];
                int at = 2 * size + 1 + s * size;
                digits = end.slice(0, at, at + size);
                Tensor order = Tensor.range(x.type(), count).negate().plus(count - 1);
                List<Tensor> rows = rows(written, segments.get(s)[0], segments.get(s)[1]).stream()
                        .map(row -> row.gather(0, order))
                        .toList();
                Loop loop = Loop.of(
                        count,
                        List.of(units, v, digits, unitsBar, vBar),
                        rows,
                        (state, taken) -> undo(written, x, state, taken));
                units = loop.carry().get(0);
                v = loop.carry().get(1);
                digits = loop.carry().get(2);
                unitsBar = loop.carry().get(3);
                vBar = loop.carry().get(4);
                bars.add(
                        0,
                        loop.outputs().stream()
                                .map(bar -> bar.gather(0, order.as(bar.type())))
                                .toList());
            }
            this.start = new State(units, v, digits);
            this.xBar = unitsBar;
            this.parameterBars = new ArrayList<>();
            for (int i = 0; i < written.stacks().size(); i++) {
                List<Tensor> parts = new ArrayList<>();
                for (List<Tensor> segment : bars) {
                    parts.add(segment.get(i));
                }
                Tensor stacked = written.stacks().get(i).stacked();
                parameterBars.add(Tensor.concat(0, parts).as(stacked.type()));
            }
        }

        State start() {
            return start;
        }

        Tensor xBar() {
            return xBar;
        }

        List<Tensor> parameterBars() {
            return parameterBars;
        }
    }

    private static Loop.Step undo(Written written, Tensor like, List<Tensor> state, List<Tensor> rows) {
        Tensor before = state.get(0).minus(state.get(1));
        Tensor shown = written.shown(before, like);
        Tensor leaf = Tensor.input("x", like.tensorType());
        Tensor f = written.traced().at(leaf, written.present(rows));
        Tensor atShown = written.traced().at(shown, written.present(rows));
        Lossless.Pair slowed = new Lossless.Pair(state.get(1).minus(written.increment(atShown)), state.get(2));
        Lossless.Pair undone = written.gamma().undone(slowed);

        double gamma = written.gamma().factor();
        Tensor fasterBar = state.get(4).plus(state.get(3));
        Tensor fBar = fasterBar.times(1 - gamma).reshape(like.shape()).as(like.type());
        List<Tensor> variables = new ArrayList<>(List.of(leaf));
        variables.addAll(rows);
        List<Tensor> bars =
                Graph.substitute(Derivatives.vjp(List.of(f), variables, List.of(fBar)), Map.of(leaf, shown));
        Tensor xBar = state.get(3)
                .plus(bars.get(0).as(DType.FLOAT64).reshape(state.get(3).shape()));
        List<Tensor> outputs = bars.subList(1, bars.size()).stream()
                .map(bar -> bar.as(DType.FLOAT64))
                .toList();
        return new Loop.Step(List.of(before, undone.value(), undone.digits(), xBar, fasterBar.times(gamma)), outputs);
    }
}
