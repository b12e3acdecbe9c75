package dev.lemma.testkit;

import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.DiscreteFourier;
import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.fourier.HalfFourier;
import dev.lemma.api.fourier.LineSubbands;
import dev.lemma.api.fourier.LineSubbandsAdjoint;
import dev.lemma.api.fourier.PlaneSubbands;
import dev.lemma.api.fourier.PlaneSubbandsAdjoint;
import dev.lemma.api.fourier.RealFourier;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.special.ScaledErfcIntegral;
import dev.lemma.api.special.SpecialFunctions;
import dev.lemma.api.tensor.ArgMax;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.CumulativeSum;
import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.CustomTangent;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Einsum;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Polygamma;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Sorting;
import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.WindowSumAdjoint;
import dev.lemma.api.tensor.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Every primitive of the language, at points away from its kinks. */
final class LanguageCases {

    /** Cases with draws or literals in float64. */
    private static final Set<String> FLOAT64_ONLY = Set.of("draws", "key of a step", "one-hot");

    private LanguageCases() {}

    /** A user's own primitive: {@code x³}. */
    private record Cube() implements CustomOp, Elementwise {

        @Override
        public String name() {
            return "cube";
        }

        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor partial(int i, Tensor y) {
            return y.operand(0).square().times(3);
        }

        @Override
        public void evaluate(List<double[]> operands, List<Shape> shapes, double[] result) {
            Arrays.setAll(result, i -> operands.get(0)[i] * operands.get(0)[i] * operands.get(0)[i]);
        }
    }

    /** All of them. */
    static List<PrimitiveCase> all() {
        List<PrimitiveCase> cases = new ArrayList<>();
        elementary(cases);
        shapes(cases);
        reductions(cases);
        products(cases);
        windows(cases);
        choosing(cases);
        special(cases);
        specialFunctions(cases);
        loops(cases);
        order(cases);
        fourier(cases);
        transforms(cases);
        return cases;
    }

    private static void transforms(List<PrimitiveCase> cases) {
        add(
                cases,
                "fourier",
                x -> Fourier.transform(new Complex(x.get(0), x.get(1)), 0, 2).modulus(),
                away(3, 2, 5),
                other(3, 2, 5));
        add(
                cases,
                "inverse-fourier",
                x -> Fourier.inverse(new Complex(x.get(0), x.get(1))).squaredModulus(),
                away(2, 6),
                other(2, 6));
        for (int n : new int[] {1, 2, 5, 6}) {
            add(
                    cases,
                    "real-fourier of " + n,
                    x -> Fourier.realTransform(x.get(0), 0).squaredModulus(),
                    away(n, 3));
            add(
                    cases,
                    "half-fourier of " + n,
                    x -> Fourier.realInverse(new Complex(x.get(0), x.get(1)), n, 0)
                            .square(),
                    away(n / 2 + 1, 3),
                    other(n / 2 + 1, 3));
        }
        for (int n : new int[] {4, 6, 9}) {
            int step = n == 9 ? 3 : 2;
            add(
                    cases,
                    "line-subbands of " + n,
                    x -> Complex.ofParts(Tensor.apply(new LineSubbands(n, step), x.get(0), x.get(1), x.get(2)))
                            .squaredModulus(),
                    away(2, n / 2 + 1),
                    other(2, n / 2 + 1),
                    away(3, n));
            add(
                    cases,
                    "line-subbands-adjoint of " + n,
                    x -> Complex.ofParts(Tensor.apply(new LineSubbandsAdjoint(n, step), x.get(0), x.get(1), x.get(2)))
                            .squaredModulus(),
                    away(2, 3, n / step),
                    other(2, 3, n / step),
                    away(3, n));
        }
        add(
                cases,
                "plane-subbands",
                x -> Complex.ofParts(Tensor.apply(new PlaneSubbands(4, 6, 2), x.get(0), x.get(1), x.get(2)))
                        .squaredModulus(),
                away(4, 4, 2),
                other(4, 4, 2),
                away(4, 6, 3));
        add(
                cases,
                "plane-subbands-adjoint",
                x -> Complex.ofParts(Tensor.apply(new PlaneSubbandsAdjoint(4, 6, 2), x.get(0), x.get(1), x.get(2)))
                        .squaredModulus(),
                away(2, 3, 3, 2),
                other(2, 3, 3, 2),
                away(4, 6, 3));
        add(cases, "circular convolution", x -> Fourier.convolve(x.get(0), x.get(1), 0, 1), away(3, 4), other(3, 4));
    }

    private static void add(
            List<PrimitiveCase> cases, String name, Function<List<Tensor>, Tensor> expression, Array... at) {
        PrimitiveCase of = PrimitiveCase.of(name, expression, at);
        cases.add(FLOAT64_ONLY.contains(name) ? of.inFloat64() : of);
    }

    private static Array away(int... extents) {
        return away(Arrays.hashCode(extents), extents);
    }

    private static Array other(int... extents) {
        return away(1000 + Arrays.hashCode(extents), extents);
    }

    private static Array positive(int... extents) {
        double[] numbers = away(extents).toDoubles();
        return Array.of(Shape.of(extents), Arrays.stream(numbers).map(Math::abs).toArray());
    }

    /** Numbers of magnitude 0.2 to 2 and random sign: away from the kinks at 0, and from each other in distinct places. */
    private static Array away(long seed, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        double[] signs = new double[shape.size()];
        Randomness.uniform(Key.of(seed), numbers);
        Randomness.uniform(Key.of(seed).of("sign"), signs);
        List<Integer> cells = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            cells.add(i);
        }
        Collections.shuffle(cells, new Random(seed));
        for (int i = 0; i < numbers.length; i++) {
            double magnitude = 0.2 + 1.8 * (cells.get(i) + 0.1 + 0.8 * numbers[i]) / numbers.length;
            numbers[i] = signs[i] < 0.5 ? -magnitude : magnitude;
        }
        return Array.of(shape, numbers);
    }

    private static Tensor literal(double... values) {
        return Tensor.literal(Array.vector(values));
    }

    private static void elementary(List<PrimitiveCase> cases) {
        for (Unary function : Unary.values()) {
            Array at =
                    switch (function) {
                        case SQRT, LOG, LOG1P -> positive(7);
                        case FLOOR, CEIL, ROUND -> Array.vector(-2.3, -0.7, 0.2, 0.8, 3.3);
                        case LOG_GAMMA -> Array.vector(0.3, 0.9, 1.7, 2.2, 4.5, 17.25, 80.5);
                        default -> away(9);
                    };
            add(cases, function.toString(), x -> Tensor.apply(function, x.get(0)), at);
        }
        add(cases, "log_gamma of negative numbers", x -> x.get(0).logGamma(), Array.vector(-0.5, -1.4, -2.6));
        add(cases, "polygamma0", x -> x.get(0).digamma(), Array.vector(0.4, 1.3, 5.5));
        add(cases, "polygamma2", x -> Tensor.apply(new Polygamma(2), x.get(0)), Array.vector(0.4, 1.3, 5.5));
        for (Binary function : Binary.values()) {
            Array first = function == Binary.POWER ? positive(11) : away(11);
            add(cases, function.toString(), x -> Tensor.apply(function, x.get(0), x.get(1)), first, other(11));
            add(
                    cases,
                    function + " broadcast",
                    x -> broadcast(function, x.get(0), x.get(1)),
                    reshaped(first, 11, 1),
                    other(2, 1, 3));
        }
        add(
                cases,
                "power of a negative number",
                x -> x.get(0).pow(3.0).plus(x.get(0).pow(-2.0)).plus(x.get(0).pow(5.0)),
                away(6));
        add(
                cases,
                "select",
                x -> Tensor.select(
                        x.get(0).greaterThan(x.get(1)), x.get(1).exp(), x.get(0).square()),
                away(3, 4),
                other(4));
        add(cases, "cube, a user's own", x -> Tensor.apply(new Cube(), x.get(0)), away(5));
        add(cases, "cast", x -> x.get(0).as(DType.FLOAT64).times(2), away(4));
    }

    private static Array reshaped(Array array, int... extents) {
        return array.reshape(extents);
    }

    private static Tensor broadcast(Binary function, Tensor a, Tensor b) {
        Shape shape = Shape.of(2, 11, 3);
        return Tensor.apply(function, a.broadcast(shape), b.broadcast(shape));
    }

    private static void shapes(List<PrimitiveCase> cases) {
        add(
                cases,
                "squared distance",
                x -> Tensor.apply(new SquaredDistance(), x.get(0), x.get(1)).times(0.1),
                away(7, 3),
                other(5, 3));
        add(cases, "broadcast", x -> x.get(0).broadcast(3, 4, 2, 5).square(), away(4, 1, 5));
        add(cases, "reshape", x -> x.get(0).reshape(4, -1).times(x.get(0).reshape(4, 6)), away(2, 3, 4));
        add(cases, "permute", x -> x.get(0).permute(2, 0, 1).exp(), away(2, 3, 4));
        add(cases, "slice", x -> x.get(0).slice(0, 1, 3).slice(1, 0, 5, 2).square(), away(4, 6));
        add(cases, "pad", x -> x.get(0).pad(0, 1, 2).pad(1, 0, 1).plus(1).square(), away(2, 3));
        add(
                cases,
                "pad between",
                x -> Tensor.apply(new Pad(List.of(1, 0), List.of(0, 2), List.of(2, 1)), x.get(0))
                        .square(),
                away(3, 4));
        add(
                cases,
                "concat",
                x -> Tensor.concat(1, x.get(0), x.get(1).square(), x.get(0).sin()),
                away(2, 3),
                other(2, 1));
        add(cases, "wrap", x -> x.get(0).wrap(1, 2, 1).square(), away(2, 4));
        add(cases, "stack", x -> Tensor.stack(1, List.of(x.get(0), x.get(1))).square(), away(2, 3), other(2, 3));
        add(
                cases,
                "parameter",
                x -> Tensor.apply(
                                new ParameterView(new Parameter("w", Shape.of(2, 3), 2, new Law.Normal(1), 1, 1)),
                                x.get(0))
                        .exp(),
                away(10));
    }

    private static void reductions(List<PrimitiveCase> cases) {
        add(cases, "sum", x -> x.get(0).square().sum(0, 2), away(3, 4, 2));
        add(cases, "sum of all", x -> x.get(0).exp().sum(), away(3, 4));
        add(cases, "mean", x -> x.get(0).square().mean(1), away(3, 4, 2));
        add(cases, "variance", x -> x.get(0).variance(-1), away(3, 6));
        add(cases, "max", x -> x.get(0).square().times(x.get(0)).max(1), away(3, 8));
        add(cases, "max of all", x -> x.get(0).exp().max(), away(3, 4));
        add(cases, "min", x -> x.get(0).min(0, 1), away(3, 4, 2));
        add(cases, "argmax", x -> x.get(0).argMax(1), away(3, 8));
        add(cases, "logsumexp", x -> x.get(0).times(3).logSumExp(0), away(5, 3));
        add(cases, "softmax", x -> x.get(0).times(2).softmax(1), away(3, 5, 2));
        add(cases, "log-softmax", x -> x.get(0).times(2).logSoftmax(-1), away(3, 5));
        add(cases, "cumulative-sum", x -> x.get(0).square().cumulativeSum(0), away(5, 3));
        add(
                cases,
                "cumulative-sum reversed",
                x -> Tensor.apply(new CumulativeSum(true), x.get(0)).square(),
                away(2, 5));
    }

    private static void products(List<PrimitiveCase> cases) {
        for (boolean a : new boolean[] {false, true}) {
            for (boolean b : new boolean[] {false, true}) {
                add(
                        cases,
                        "matmul" + (a ? " T" : " N") + (b ? "T" : "N"),
                        x -> Tensor.apply(new MatMul(a, b), x.get(0), x.get(1)),
                        a ? away(4, 3) : away(3, 4),
                        b ? other(5, 4) : other(4, 5));
            }
        }
        add(cases, "matmul batched", x -> x.get(0).matmul(x.get(1)), away(2, 1, 3, 4), other(3, 4, 2));
        add(cases, "matmul of many rows", x -> x.get(0).matmul(x.get(1).transpose()), away(2, 3, 4), other(5, 4));
        add(cases, "dot with itself", x -> x.get(0).dot(x.get(0)), away(6));
    }

    private static void windows(List<PrimitiveCase> cases) {
        Window2D uneven = new Window2D(3, 2, 2, 1, 1, 2, 1, 0, 2, 1);
        add(
                cases,
                "convolution",
                x -> Windows.convolve(x.get(0), x.get(1), Window2D.of(3).padding(1), 1),
                away(2, 3, 5, 4),
                other(2, 3, 3, 3));
        add(
                cases,
                "convolution uneven, groups",
                x -> Windows.convolve(x.get(0), x.get(1), uneven, 2),
                away(2, 4, 6, 5),
                other(2, 2, 3, 2));
        add(
                cases,
                "convolution-input-gradient",
                x -> Tensor.apply(new ConvolutionInputGradient(uneven, 2, 6, 5), x.get(0), x.get(1)),
                away(2, 2, 3, 6),
                other(2, 2, 3, 2));
        add(
                cases,
                "convolution-weight-gradient",
                x -> Tensor.apply(new ConvolutionWeightGradient(uneven, 2), x.get(0), x.get(1)),
                away(2, 4, 6, 5),
                other(2, 2, 3, 6));
        add(
                cases,
                "window-sum",
                x -> Tensor.apply(new WindowSum(uneven), x.get(0)).square(),
                away(2, 2, 6, 5));
        add(
                cases,
                "window-sum-adjoint",
                x -> Tensor.apply(new WindowSumAdjoint(uneven, 6, 5), x.get(0)).square(),
                away(2, 2, 3, 6));
        add(
                cases,
                "average pooling",
                x -> Windows.averagePool(x.get(0), Window2D.of(2).stride(2)),
                away(1, 2, 5, 4));
        add(
                cases,
                "max pooling",
                x -> Windows.maxPool(x.get(0), Window2D.of(3).stride(2).padding(1))
                        .square(),
                away(1, 2, 5, 4));
    }

    private static void choosing(List<PrimitiveCase> cases) {
        add(cases, "gather", x -> x.get(0).gather(1, literal(2, 0, 2, 1)).square(), away(2, 3, 2));
        add(
                cases,
                "gather rows",
                x -> x.get(0).gather(0, literal(4, 0, 4, 1, 2, 2).reshape(2, 3)).square(),
                away(5, 2));
        add(
                cases,
                "scatter-add",
                x -> Tensor.apply(new ScatterAdd(1, 4, 1), x.get(0), literal(3, 0, 3))
                        .square(),
                away(2, 3, 2));
        add(
                cases,
                "take-along",
                x -> x.get(0).takeAlong(literal(0, 3, 1, 1).reshape(2, 2)).square(),
                away(2, 4));
        add(
                cases,
                "scatter-along",
                x -> Tensor.apply(
                                new ScatterAlong(5),
                                x.get(0),
                                literal(0, 3, 1, 1).reshape(2, 2))
                        .square(),
                away(2, 2));
        add(cases, "one-hot", x -> literal(1, 0, 2).oneHot(3).times(x.get(0)).square(), away(3, 3));
        add(
                cases,
                "largest by argmax",
                x -> x.get(0)
                        .takeAlong(Tensor.apply(new ArgMax(), x.get(0)).expand(-1))
                        .square(),
                away(3, 5));
    }

    private static void special(List<PrimitiveCase> cases) {
        add(cases, "draws", x -> noise(Key.of(3)).times(x.get(0)).square(), away(4, 3));
        add(
                cases,
                "key of a step",
                x -> Draws.normal(Tensor.key(DType.FLOAT64, Key.of(4)).keyAt(2), DType.FLOAT64, 3)
                        .times(x.get(0)),
                away(3));
        // Of a value with the same derivative everywhere, so that differences see nothing of what is stopped.
        add(cases, "stop-gradient", x -> x.get(0).square().plus(x.get(0).sign().stopGradient()), away(5));
        add(
                cases,
                "a user's own gradient",
                x -> {
                    Tensor a = x.get(0);
                    Tensor b = x.get(1);
                    Tensor y = a.times(b).exp();
                    return y.withGradient(
                            List.of(a, b),
                            (value, cotangent) -> List.of(
                                    cotangent.times(a.times(b).exp()).times(b),
                                    cotangent.times(a.times(b).exp()).times(a)));
                },
                away(4),
                other(4));
    }

    private static void specialFunctions(List<PrimitiveCase> cases) {
        add(cases, "hyperbolic sine", x -> SpecialFunctions.sinh(x.get(0)), away(6));
        add(cases, "hyperbolic cosine", x -> SpecialFunctions.cosh(x.get(0)), away(6));
        add(cases, "scaled error function", x -> SpecialFunctions.erfcx(x.get(0)), away(6));
        add(cases, "its integral", x -> Tensor.apply(new ScaledErfcIntegral(2), x.get(0)), away(6));
        add(cases, "normal distribution", x -> SpecialFunctions.normalCdf(x.get(0)), away(6));
        add(cases, "its logarithm, on both sides", x -> SpecialFunctions.logNormalCdf(x.get(0)), away(6));
        add(
                cases,
                "its logarithm in the tail",
                x -> SpecialFunctions.logNormalCdf(x.get(0).minus(9)),
                away(6));
        add(
                cases,
                "its quantile",
                x -> SpecialFunctions.normalQuantile(x.get(0).times(0.45).plus(0.05)),
                positive(6));
    }

    private static Tensor noise(Key key) {
        Tensor words = Tensor.key(DType.FLOAT64, key);
        return Draws.normal(words, DType.FLOAT64, 4, 3)
                .plus(Draws.uniform(words.keyAt(1), DType.FLOAT64, 4, 3))
                .plus(Draws.bernoulli(words.keyAt(2), 0.5, DType.FLOAT64, 4, 3));
    }

    private static void loops(List<PrimitiveCase> cases) {
        add(
                cases,
                "loop with state",
                x -> Loop.of(
                                3,
                                List.of(x.get(0)),
                                List.of(),
                                (carry, rows) -> new Loop.Step(
                                        List.of(carry.get(0).matmul(x.get(1)).tanh()), List.of()))
                        .carry()
                        .get(0),
                away(2, 3),
                other(3, 3));
        add(
                cases,
                "loop over rows with outputs",
                x -> {
                    Loop loop = Loop.of(4, List.of(x.get(0), x.get(0).sum()), List.of(x.get(1)), (carry, rows) -> {
                        Tensor h = carry.get(0).times(rows.get(0)).sin().plus(x.get(2));
                        return new Loop.Step(List.of(h, carry.get(1).times(h.mean())), List.of(h.square()));
                    });
                    return Tensor.concat(
                            0,
                            loop.outputs().get(0).reshape(-1),
                            loop.carry().get(0),
                            loop.carry().get(1).reshape(1));
                },
                away(3),
                other(4, 3),
                away(5L, 3));
        add(
                cases,
                "loop in a loop",
                x -> Loop.of(2, List.of(x.get(0)), List.of(), (outer, none) -> {
                            Tensor inner = Loop.of(
                                            2,
                                            List.of(outer.get(0)),
                                            List.of(x.get(1)),
                                            (carry, rows) -> new Loop.Step(
                                                    List.of(carry.get(0)
                                                            .sin()
                                                            .times(rows.get(0))
                                                            .plus(outer.get(0))),
                                                    List.of()))
                                    .carry()
                                    .get(0);
                            return new Loop.Step(List.of(inner), List.of());
                        })
                        .carry()
                        .get(0),
                away(3),
                other(2, 3));
    }

    private static void order(List<PrimitiveCase> cases) {
        add(cases, "sort", x -> Sorting.sort(x.get(0), 0).square(), away(5, 3));
        add(cases, "argsort", x -> Sorting.argSort(x.get(0), -1), away(2, 7));
        add(cases, "largest", x -> Sorting.top(x.get(0), 2).values().square(), away(3, 6));
        add(
                cases,
                "einsum",
                x -> Einsum.of("bij,jk,ii->bk", x.get(0), x.get(1), x.get(2)),
                away(2, 3, 4),
                other(4, 5),
                away(3, 3));
        add(
                cases,
                "a user's own tangent",
                x -> CustomTangent.of(x.get(0).square().times(x.get(1)), x, (y, dots) -> dots.get(0)
                        .times(x.get(0))
                        .times(x.get(1))
                        .times(2)
                        .plus(dots.get(1).times(x.get(0).square()))),
                away(4),
                other(4));
        add(
                cases,
                "loop with an early end",
                x -> {
                    Loop loop = Loop.until(
                            9,
                            List.of(x.get(0)),
                            List.of(),
                            carry -> carry.get(0).abs().max().atLeast(20),
                            (carry, none) -> new Loop.Step(
                                    List.of(carry.get(0).times(2).plus(x.get(1).sin())),
                                    List.of(carry.get(0).square())));
                    return Tensor.concat(
                            0,
                            loop.carry().get(0),
                            loop.outputs().get(0).sum(0),
                            loop.steps().reshape(1));
                },
                away(3),
                other(3));
    }

    private static void fourier(List<PrimitiveCase> cases) {
        add(
                cases,
                "real-fourier",
                x -> Tensor.apply(new RealFourier(1, 0.5), x.get(0)).square(),
                away(2, 6, 3));
        add(
                cases,
                "half-fourier",
                x -> Tensor.apply(new HalfFourier(0, 5, 1), x.get(0), x.get(1)).square(),
                away(3, 2),
                other(3, 2));
        add(
                cases,
                "discrete-fourier",
                x -> Tensor.apply(new DiscreteFourier(List.of(0, 2), true, 0.25), x.get(0), x.get(1)),
                away(3, 2, 4),
                other(3, 2, 4));
        add(
                cases,
                "line-subbands",
                x -> Tensor.apply(new LineSubbands(8, 2), x.get(0), x.get(1), x.get(2)),
                away(3, 5),
                other(3, 5),
                away(2, 8));
        add(
                cases,
                "line-subbands-adjoint",
                x -> Tensor.apply(new LineSubbandsAdjoint(8, 2), x.get(0), x.get(1), x.get(2)),
                away(3, 2, 4),
                other(3, 2, 4),
                away(2, 8));
        add(
                cases,
                "plane-subbands",
                x -> Tensor.apply(new PlaneSubbands(4, 6, 2), x.get(0), x.get(1), x.get(2)),
                away(4, 4, 3),
                other(4, 4, 3),
                away(4, 6, 2));
        add(
                cases,
                "plane-subbands-adjoint",
                x -> Tensor.apply(new PlaneSubbandsAdjoint(4, 6, 2), x.get(0), x.get(1), x.get(2)),
                away(2, 3, 2, 3),
                other(2, 3, 2, 3),
                away(4, 6, 2));
    }
}
