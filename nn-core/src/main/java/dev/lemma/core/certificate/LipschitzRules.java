package dev.lemma.core.certificate;

import dev.lemma.api.fourier.DiscreteFourier;
import dev.lemma.api.fourier.HalfFourier;
import dev.lemma.api.fourier.LineSubbands;
import dev.lemma.api.fourier.PlaneSubbands;
import dev.lemma.api.fourier.RealFourier;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Gather;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Select;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.walk.DeclaredSlope;
import dev.lemma.api.walk.Movement;
import dev.lemma.api.walk.Region;
import dev.lemma.api.walk.Rules;
import dev.lemma.api.walk.Slope;
import dev.lemma.api.walk.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules that bound the Lipschitz constant of an expression as a function of one input, node by node:
 *
 * <pre>{@code
 * W x            ‖W‖ · L          f element by element     sup|f′| · L        x + y, max(x, y)     L₁ + L₂,  √(L₁² + L₂²)
 * w ∗ x          ‖ŵ‖∞ · L         moved and repeated       √(most repeats) · L     Σ of n numbers    √n · L
 * |u + iv|       L of (u, v)      c · x                    max|c| · L         max over windows     √(overlap) · L
 * }</pre>
 *
 * <p>Open to more: {@code LipschitzRules.of(fixed).with(MyPrimitive.class, (op, node, walk) -> 2 * walk.at(node.operand(0)))}.
 */
public final class LipschitzRules {

    private static final String PRODUCT =
            "a product of two functions of the input is bounded on no whole space: take it apart, or restrict the inputs";

    private final Fixed fixed;

    private final List<DeclaredSlope> declared;

    private LipschitzRules(Fixed fixed, List<DeclaredSlope> declared) {
        this.fixed = fixed;
        this.declared = List.copyOf(declared);
    }

    /** The rules, for expressions with these fixed parts and the activations of this module; what is known of the input itself is given to the walk. */
    public static Rules<Double> of(Fixed fixed) {
        return of(fixed, ActivationSlopes.all());
    }

    /** The same, with what is declared of compositions. */
    public static Rules<Double> of(Fixed fixed, List<DeclaredSlope> declared) {
        LipschitzRules rules = new LipschitzRules(fixed, declared);
        return Rules.<Double>of("Lipschitz certificate")
                .with(Elementwise.class, (op, node, walk) -> rules.elementwise(node, walk))
                .with(CustomGradient.class, (op, node, walk) -> walk.at(node.operand(0)))
                .with(StopGradient.class, (op, node, walk) -> walk.at(node.operand(0)))
                .with(Cast.class, (op, node, walk) -> walk.at(node.operand(0)))
                .with(MatMul.class, rules::product)
                .with(Convolution.class, rules::convolution)
                .with(Sum.class, (op, node, walk) -> {
                    double terms = (double) node.operand(0).shape().size()
                            / Math.max(1, node.shape().size());
                    return Math.sqrt(terms) * walk.at(node.operand(0));
                })
                .with(
                        WindowSum.class,
                        (op, node, walk) -> Math.sqrt((double) op.window().kernelH()
                                        * op.window().kernelW()
                                        * OperatorBounds.overlap(op.window()))
                                * walk.at(node.operand(0)))
                .with(Max.class, (op, node, walk) -> walk.at(node.operand(0)))
                .with(TakeAlong.class, (op, node, walk) -> rules.taken(node, walk))
                .with(Concat.class, (op, node, walk) -> rules.together(node.operands(), walk))
                .with(DiscreteFourier.class, (op, node, walk) -> {
                    double points = 1;
                    for (int axis : op.axes()) {
                        points *= node.operand(0).shape().extent(axis);
                    }
                    return Math.abs(op.scale()) * Math.sqrt(points) * rules.together(node.operands(), walk);
                })
                .with(
                        RealFourier.class,
                        (op, node, walk) -> Math.abs(op.scale())
                                * Math.sqrt(node.operand(0).shape().extent(op.axis()))
                                * walk.at(node.operand(0)))
                // The whole spectrum has at most twice the energy of its half.
                .with(
                        HalfFourier.class,
                        (op, node, walk) ->
                                Math.abs(op.scale()) * Math.sqrt(2.0 * op.n()) * rules.together(node.operands(), walk))
                .with(LineSubbands.class, (op, node, walk) -> rules.subbands(node, walk, 1, op.n(), op.step(), null))
                .with(
                        PlaneSubbands.class,
                        (op, node, walk) -> rules.subbands(node, walk, op.rows(), op.columns(), op.step(), List.of(0)))
                .with((node, walk) -> rules.moves(node) ? rules.together(List.of(node), walk) : null)
                .with(rules::modulus)
                .with((node, walk) -> fixed.is(node) ? Double.valueOf(0) : null);
    }

    private double elementwise(Tensor node, Walk<Double> walk) {
        Region region = Region.of(node);
        if (!region.isIdentity() && !fixed.is(region.variable())) {
            double slope = Slope.of(region, declared).lipschitz();
            if (Double.isFinite(slope)) {
                return slope * walk.at(region.variable());
            }
        }
        if (node.op() instanceof Unary unary) {
            double slope = Slope.of(unary).lipschitz();
            if (Double.isInfinite(slope)) {
                throw walk.refuse(node, "nothing bounds its slope");
            }
            return slope * walk.at(node.operand(0));
        }
        if (node.op() instanceof Select) {
            if (!fixed.is(node.operand(0))) {
                throw walk.refuse(node, "a choice that depends on the input may jump");
            }
            return Math.hypot(walk.at(node.operand(1)), walk.at(node.operand(2)));
        }
        if (!(node.op() instanceof Binary binary)) {
            throw walk.refuse(node, "nothing bounds its slope");
        }
        Tensor a = node.operand(0);
        Tensor b = node.operand(1);
        return switch (binary) {
            case ADD, SUBTRACT -> walk.at(a) + walk.at(b);
            case MAXIMUM, MINIMUM -> Math.hypot(walk.at(a), walk.at(b));
            case MULTIPLY -> {
                if (!fixed.is(a) && !fixed.is(b)) {
                    throw walk.refuse(node, PRODUCT);
                }
                yield together(List.of(node), walk);
            }
            case DIVIDE -> {
                if (!fixed.is(b) || fixed.smallest(b) == 0) {
                    throw walk.refuse(node, "a quotient whose divisor depends on the input or may be 0 has no bound");
                }
                yield together(List.of(node), walk);
            }
            default -> throw walk.refuse(node, "nothing bounds its slope");
        };
    }

    private double product(MatMul op, Tensor node, Walk<Double> walk) {
        int given = fixed.is(node.operand(0)) ? 0 : 1;
        Tensor matrices = node.operand(given);
        if (!fixed.is(matrices)) {
            throw walk.refuse(node, PRODUCT);
        }
        double[] numbers = fixed.numbers(matrices);
        int m = matrices.shape().extent(-2);
        int n = matrices.shape().extent(-1);
        double most = 0;
        for (int from = 0; from < numbers.length; from += m * n) {
            // Batches often repeat one matrix.
            boolean repeated = from > 0 && Arrays.equals(numbers, from, from + m * n, numbers, from - m * n, from);
            if (!repeated) {
                most = Math.max(most, OperatorBounds.matrix(numbers, from, m, n));
            }
        }
        return most * walk.at(node.operand(1 - given));
    }

    private double convolution(Convolution op, Tensor node, Walk<Double> walk) {
        Tensor filters = node.operand(1);
        if (!fixed.is(filters)) {
            throw walk.refuse(node, PRODUCT);
        }
        Shape w = filters.shape();
        double norm = OperatorBounds.convolution(
                fixed.numbers(filters), w.extent(0), w.extent(1), w.extent(2), w.extent(3), op.groups(), op.window());
        return norm * walk.at(node.operand(0));
    }

    private double taken(Tensor node, Walk<Double> walk) {
        Tensor x = node.operand(0);
        Tensor indices = node.operand(1);
        if (fixed.is(indices)) {
            double[] places = fixed.numbers(indices);
            int row = indices.shape().extent(-1);
            int extent = x.shape().extent(-1);
            int most = 1;
            for (int from = 0; from < places.length; from += Math.max(1, row)) {
                int[] counts = new int[extent];
                for (int i = from; i < from + row; i++) {
                    most = Math.max(most, ++counts[(int) places[i]]);
                }
            }
            return Math.sqrt(most) * walk.at(x);
        }
        Tensor source = unshaped(indices);
        if (source.op() instanceof MaxPoolIndices pool && unshaped(source.operand(0)) == unshaped(x)) {
            return Math.sqrt(OperatorBounds.overlap(pool.window())) * walk.at(x);
        }
        throw walk.refuse(node, "places that depend on the input may jump; only those of a maximum do not");
    }

    private static Tensor unshaped(Tensor node) {
        Tensor at = node;
        while (at.op() instanceof Reshape) {
            at = at.operand(0);
        }
        return at;
    }

    /**
     * Filters and sub-sampling of a spectrum that is given by its half. Where the half is the transform of real numbers u, ‖X‖² is N‖u‖² in whole; of anything else at most twice
     * that of the half.
     */
    private double subbands(
            Tensor node, Walk<Double> walk, int rows, int columns, int step, @Nullable List<Integer> down) {
        Tensor filters = node.operand(2);
        if (!fixed.is(filters)) {
            throw walk.refuse(node, PRODUCT);
        }
        double norm = OperatorBounds.subbands(fixed.numbers(filters), rows, columns, step, down != null);
        Tensor source = whole(node.operand(0), node.operand(1));
        double scale = 1;
        if (down != null
                && source != null
                && source.op() instanceof DiscreteFourier other
                && other.axes().equals(down)) {
            scale *= other.scale();
            source = whole(source.operand(0), source.operand(1));
        }
        if (source != null && source.op() instanceof RealFourier real) {
            scale *= real.scale();
            return norm * Math.abs(scale) * Math.sqrt((double) rows * columns) * walk.at(source.operand(0));
        }
        return norm * Math.sqrt(2) * together(node.operands().subList(0, 2), walk);
    }

    /** What the two tensors are the parts of, along a first axis of extent 2; null if they are not. */
    private static @Nullable Tensor whole(Tensor first, Tensor second) {
        Tensor a = unshaped(first);
        Tensor b = unshaped(second);
        boolean parts = a.op() instanceof Slice low
                && b.op() instanceof Slice high
                && a.operand(0) == b.operand(0)
                && low.starts().get(0) == 0
                && high.starts().get(0) == 1
                && a.operand(0).shape().extent(0) == 2;
        return parts ? a.operand(0) : null;
    }

    /** {@code √(a² + b²)} as one function of two numbers, with its derivative at 0 mended or not. */
    private @Nullable Double modulus(Tensor node, Walk<Double> walk) {
        Tensor root = node;
        if (root.op() instanceof Select && root.operand(2).constantValue().orElse(1) == 0) {
            root = root.operand(1);
        }
        if (root.op() != Unary.SQRT) {
            return null;
        }
        Tensor square = root.operand(0);
        if (square.op() instanceof Select && square.operand(2).constantValue().isPresent()) {
            square = square.operand(1);
        }
        if (square.op() != Binary.ADD) {
            return null;
        }
        List<Tensor> parts = new ArrayList<>();
        for (Tensor term : square.operands()) {
            if (term.constantValue().orElse(-1) >= 0) {
                continue;
            }
            if (term.op() != Binary.MULTIPLY || term.operand(0) != term.operand(1)) {
                return null;
            }
            parts.add(term.operand(0));
        }
        return together(parts, walk);
    }

    private boolean moves(Tensor node) {
        return Movement.is(node.op()) || node.op() instanceof Gather && fixed.is(node.operand(1));
    }

    /** Which operand a product with something fixed leaves open; −1 for what is something else. */
    private int open(Tensor node) {
        if (node.op() == Unary.NEGATE) {
            return 0;
        }
        if (node.op() == Binary.DIVIDE) {
            return fixed.is(node.operand(1)) && fixed.smallest(node.operand(1)) > 0 ? 0 : -1;
        }
        if (node.op() != Binary.MULTIPLY) {
            return -1;
        }
        return fixed.is(node.operand(1)) ? 0 : fixed.is(node.operand(0)) ? 1 : -1;
    }

    /** Multiplies each weight by what the node multiplies it by. */
    private void scale(Tensor node, double[] weights) {
        if (node.op() == Unary.NEGATE) {
            return;
        }
        Tensor given = node.operand(1 - open(node));
        double[] factors = given.constantValue().isPresent()
                ? new double[] {given.constantValue().getAsDouble()}
                : fixed.numbers(given);
        for (int i = 0; i < weights.length; i++) {
            double factor = factors[factors.length == 1 ? 0 : i];
            weights[i] *= node.op() == Binary.DIVIDE ? 1 / factor : factor;
        }
    }

    /** The bound of several expressions as one vector: what is taken of one source counts, number by number, as often and as much as it is taken. */
    private double together(List<Tensor> parts, Walk<Double> walk) {
        Map<Tensor, double[]> energies = new IdentityHashMap<>();
        for (Tensor part : parts) {
            if (fixed.is(part)) {
                continue;
            }
            List<Tensor> steps = new ArrayList<>();
            Tensor source = part;
            while (moves(source) || open(source) >= 0) {
                steps.add(source);
                source = source.operand(moves(source) ? 0 : open(source));
            }
            double[] energy =
                    energies.computeIfAbsent(source, s -> new double[s.shape().size()]);
            int[] places = new int[energy.length];
            double[] weights = new double[energy.length];
            Arrays.setAll(places, i -> i);
            Arrays.fill(weights, 1);
            for (int step = steps.size() - 1; step >= 0; step--) {
                Tensor node = steps.get(step);
                if (!moves(node)) {
                    scale(node, weights);
                    continue;
                }
                int[] outer = places(node);
                double[] moved = new double[outer.length];
                for (int k = 0; k < outer.length; k++) {
                    moved[k] = outer[k] < 0 ? 0 : weights[outer[k]];
                    outer[k] = outer[k] < 0 ? 0 : places[outer[k]];
                }
                places = outer;
                weights = moved;
            }
            for (int k = 0; k < places.length; k++) {
                energy[places[k]] += weights[k] * weights[k];
            }
        }
        double squares = 0;
        for (Map.Entry<Tensor, double[]> source : energies.entrySet()) {
            double bound = walk.at(source.getKey());
            squares += Arrays.stream(source.getValue()).max().orElse(0) * bound * bound;
        }
        return Math.sqrt(squares);
    }

    private int[] places(Tensor node) {
        int[] places = Movement.places(node);
        if (places != null) {
            return places;
        }
        Gather gather = (Gather) node.op();
        double[] indices = fixed.numbers(node.operand(1));
        Shape from = node.operand(0).shape();
        int extent = from.extent(gather.axis());
        int inner = from.range(gather.axis() + 1, from.rank()).size();
        int outer = from.range(0, gather.axis()).size();
        int[] chosen = new int[node.shape().size()];
        int next = 0;
        for (int o = 0; o < outer; o++) {
            for (double index : indices) {
                for (int i = 0; i < inner; i++) {
                    chosen[next++] = (o * extent + (int) index) * inner + i;
                }
            }
        }
        return chosen;
    }
}
