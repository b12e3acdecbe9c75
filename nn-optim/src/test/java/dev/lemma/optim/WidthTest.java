package dev.lemma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.TrainingStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The coordinate check of Adam: how far its third step moves the hidden numbers and the function as the width grows from 64
 * to 1024, against the exponents that {@link Parametrization} states.
 */
class WidthTest {

    private static final int[] WIDTHS = {64, 128, 256, 512, 1024};
    private static final int SEEDS = 2;
    private static final int INPUTS = 5;
    private static final int SAMPLES = 4;
    private static final int STEPS = 3;

    /** The derivative of this loss in f is ±1/N: targets only choose the sign, so that all widths are pushed alike. */
    private static final Loss PUSH = (f, sign) -> f.times(sign);

    /** Its ε far below gradients of order 1/n. */
    private static final Optimizer ADAM = new Adam(0.05, 0.9, 0.999, 1e-14);

    /** Says what descent says of itself, so that it is given descent's table. */
    private record Mistaken(Optimizer optimizer) implements Optimizer {
        @Override
        public UpdateScaling scaling() {
            return UpdateScaling.LINEAR;
        }

        @Override
        public Update update(Tensor gradient, Slots slots) {
            return optimizer.update(gradient, slots);
        }
    }

    private record Probe(List<Tensor> seen) implements Layer {
        @Override
        public Tensor apply(Scope scope, Tensor x) {
            seen.add(x);
            return x;
        }
    }

    private static Array normal(int key, int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.normal(Key.of(key), numbers);
        return Array.of(Shape.of(extents), numbers);
    }

    /** Sums over the seeds of the mean squares of what the last step changes: first hidden layer, second, function. */
    private static double[] changes(Parametrization parametrization, Optimizer optimizer, int width) {
        List<Tensor> seen = new ArrayList<>();
        Layer layers = Sequential.of(
                new Dense(width),
                Activations.TANH,
                new Probe(seen),
                new Dense(width),
                Activations.TANH,
                new Probe(seen),
                new Dense(1));
        Network net = Network.of(Shape.of(INPUTS), layers, parametrization).as(DType.FLOAT64);
        Array x = normal(7, SAMPLES, INPUTS);
        Array y = Array.of(Shape.of(SAMPLES, 1), new double[] {1, -1, 1, 1});
        Program look = Program.of(Fused.executor(), in -> {
            seen.clear();
            Tensor f = net.apply(in.get(0), in.get(1));
            return List.of(seen.get(0), seen.get(1), f);
        });
        TrainingStep step = new TrainingStep(net, PUSH, optimizer, x.shape(), y.shape(), SAMPLES);
        Execution execution = Fused.executor().open(step.routine());
        execution.put(0, Array.vector(0, 1, 2, 3));
        double[] sums = new double[3];
        for (int seed = 0; seed < SEEDS; seed++) {
            Map<String, Array> states = new HashMap<>(step.initial());
            states.put(TrainingStep.FEATURES, x);
            states.put(TrainingStep.TARGETS, y);
            states.put(TrainingStep.THETA, net.initialArray(Key.of(seed)));
            states.forEach((name, value) -> execution.load(step.places().get(name), value));
            for (int i = 0; i < STEPS - 1; i++) {
                execution.run();
            }
            List<Array> before =
                    look.callAll(List.of(execution.read(step.places().get(TrainingStep.THETA)), x));
            execution.run();
            List<Array> after =
                    look.callAll(List.of(execution.read(step.places().get(TrainingStep.THETA)), x));
            Arrays.setAll(sums, k -> sums[k] + meanSquare(after.get(k), before.get(k)));
        }
        return sums;
    }

    private static double meanSquare(Array a, Array b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += (a.get(i) - b.get(i)) * (a.get(i) - b.get(i));
        }
        return sum / a.shape().size();
    }

    /** Exponents of the width, by least squares on logarithms: first hidden layer, second, function. */
    private static double[] exponents(Parametrization parametrization, Optimizer rule, boolean perWidth) {
        double[] xy = new double[3];
        double xx = 0;
        double mean = Arrays.stream(WIDTHS).mapToDouble(Math::log).average().orElseThrow();
        for (int width : WIDTHS) {
            Optimizer optimizer = perWidth ? rule.scheduled(step -> step.filled(64.0 / width)) : rule;
            double[] sums = changes(parametrization, optimizer, width);
            double at = Math.log(width) - mean;
            Arrays.setAll(xy, k -> xy[k] + at * 0.5 * Math.log(sums[k]));
            xx += at * at;
        }
        double all = xx;
        return Arrays.stream(xy).map(each -> each / all).toArray();
    }

    @ParameterizedTest
    @CsvSource({"MUP, 0, 0, 0", "MEAN_FIELD, 0, 0, 0", "NTK, -0.5, -0.5, 0"})
    void changesPerStepScaleAsStated(Parametrization parametrization, double first, double second, double function) {
        double[] measured = exponents(parametrization, ADAM, false);
        double[] stated = {first, second, function};
        for (int k = 0; k < 3; k++) {
            assertThat(measured[k])
                    .as(parametrization + " " + Arrays.toString(measured))
                    .isBetween(stated[k] - 0.15, stated[k] + 0.15);
        }
    }

    @Test
    void standardAtARateOverTheWidthScalesAsStated() {
        double[] measured = exponents(Parametrization.STANDARD, new Adam(1e-3, 0.9, 0.999, 1e-14), true);
        double[] stated = {-1, 0, 0.5};
        for (int k = 0; k < 3; k++) {
            assertThat(measured[k]).as(Arrays.toString(measured)).isBetween(stated[k] - 0.15, stated[k] + 0.15);
        }
    }

    /** What the check is worth: with the rates of gradient descent, layers move by powers of the width. */
    @Test
    void theRatesOfDescentAreWrongForAdam() {
        Optimizer small = new Mistaken(new Adam(1e-5, 0.9, 0.999, 1e-14));
        double[] mup = exponents(Parametrization.MUP, small, false);
        assertThat(mup[0]).as(Arrays.toString(mup)).isGreaterThan(0.8);
        assertThat(mup[1]).as(Arrays.toString(mup)).isGreaterThan(0.8);
        double[] ntk = exponents(Parametrization.NTK, small, false);
        assertThat(ntk[1]).as(Arrays.toString(ntk)).isGreaterThan(0.3);
    }

    @Test
    void wrappersSayWhatTheirOptimizerSays() {
        for (Optimizer inner :
                List.of(ADAM, new AdamW(0.1, 0.1), new Sgd(1), new Momentum(1, 0.9), new Nesterov(1, 0.9))) {
            for (Optimizer outer : List.of(
                    inner.scheduled(step -> step),
                    new WeightDecay(inner, 0.1),
                    new NormClipping(inner, 1),
                    new ValueClipping(inner, 1))) {
                assertThat(outer.scaling()).isEqualTo(inner.scaling());
            }
        }
    }

    /** θ after some steps of a network whose rates depend on the width. */
    private static double[] trained(Network net, Optimizer optimizer) {
        Array x = normal(7, SAMPLES, INPUTS);
        Array y = Array.of(Shape.of(SAMPLES, 1), new double[] {1, -1, 1, 1});
        TrainingStep step = new TrainingStep(net, PUSH, optimizer, x.shape(), y.shape(), SAMPLES);
        Execution execution = Fused.executor().open(step.routine());
        execution.put(0, Array.vector(0, 1, 2, 3));
        Map<String, Array> states = new HashMap<>(step.initial());
        states.put(TrainingStep.FEATURES, x);
        states.put(TrainingStep.TARGETS, y);
        states.put(TrainingStep.THETA, net.initialArray(Key.of(1)));
        states.forEach((name, value) -> execution.load(step.places().get(name), value));
        execution.run();
        return execution.read(step.places().get(TrainingStep.THETA)).toDoubles();
    }

    /** The first step of each group is that of its optimiser alone, which has the rates of its own table. */
    @ParameterizedTest
    @EnumSource(names = {"MUP", "MEAN_FIELD", "NTK"})
    void everyGroupHasTheRatesOfItsOwnOptimizer(Parametrization parametrization) {
        Layer layers = Sequential.of(new Dense(8), Activations.TANH, new Dense(12), Activations.TANH, new Dense(1));
        Network net = Network.of(Shape.of(INPUTS), layers, parametrization).as(DType.FLOAT64);
        Optimizer descent = new Sgd(0.1);
        double[] ofDescent = trained(net, descent);
        double[] ofAdam = trained(net, ADAM);
        ParameterFilter first = ParameterFilter.named("0/*");
        Groups groups = new Groups(first, descent, ADAM);
        for (Optimizer mixed : List.of(
                groups,
                new Groups(ParameterFilter.named("2/*"), ADAM, groups),
                groups.scheduled(step -> step.filled(1)),
                new WeightDecay(groups, 0),
                new DecoupledDecay(groups, 0),
                new NormClipping(groups, 1e9),
                new ValueClipping(groups, 1e9),
                new Averaging(groups))) {
            assertThat(mixed.scaling()).isEqualTo(UpdateScaling.UNDECLARED);
            double[] both = trained(net, mixed);
            for (Parameter p : net.parameters()) {
                double[] alone = first.accepts(p) ? ofDescent : ofAdam;
                assertThat(part(both, p))
                        .as("%s of %s", p.name(), mixed)
                        .containsExactly(part(alone, p), within(1e-14));
            }
        }
        assertThat(new Groups(first, descent, new Momentum(1, 0.9)).scaling()).isEqualTo(UpdateScaling.LINEAR);
    }

    /** Their steps are in proportion to norms of matrices: with Adam's rates hidden numbers would move by 1/√n under μP. */
    @Test
    void optimizersWithoutATableAreRefusedWhereRatesDependOnTheWidth() {
        Layer layers = Sequential.of(new Dense(8), Activations.TANH, new Dense(12), Activations.TANH, new Dense(1));
        Network net = Network.of(Shape.of(INPUTS), layers, Parametrization.MUP).as(DType.FLOAT64);
        for (Optimizer optimizer : List.of(new Muon(0.01), new Lamb(0.01, 0), new Lars(0.1, 0))) {
            assertThatThrownBy(() -> trained(net, optimizer))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("with the width")
                    .hasMessageContaining(optimizer.toString());
        }
        ParameterFilter none = ParameterFilter.named("none");
        assertThat(trained(net, new Muon(0.01, 0.95, true, 0.2, 0, none, new Sgd(0.1))))
                .isEqualTo(trained(net, new Sgd(0.1)));
    }

    private static double[] part(double[] theta, Parameter p) {
        return Arrays.copyOfRange(theta, p.offset(), p.offset() + p.shape().size());
    }

    @Test
    void whoDoesNotSayHowItsStepsScaleIsRefusedWhereRatesDependOnTheWidth() {
        Optimizer silent = (gradient, slots) -> Update.by(gradient.times(-0.1));
        Network wide = Network.of(Shape.of(2), Sequential.of(new Dense(8), new Dense(3)), Parametrization.MUP);
        Network plain = Network.of(Shape.of(2), Sequential.of(new Dense(8), new Dense(3)));
        Loss square = (prediction, target) -> prediction.minus(target).square();

        assertThatThrownBy(() -> new TrainingStep(wide, square, silent, Shape.of(4, 2), Shape.of(4, 3), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight")
                .hasMessageContaining("Override scaling()");
        Optimizer half = new Groups(ParameterFilter.named("2/*"), silent, ADAM);
        assertThatThrownBy(() -> new TrainingStep(
                        Network.of(
                                Shape.of(2),
                                Sequential.of(new Dense(8), Activations.TANH, new Dense(3)),
                                Parametrization.MUP),
                        square,
                        half,
                        Shape.of(4, 2),
                        Shape.of(4, 3),
                        2))
                .hasMessageContaining("\"2/weight\"")
                .hasMessageContaining("Override scaling()");
        assertThatCode(() -> new TrainingStep(plain, square, silent, Shape.of(4, 2), Shape.of(4, 3), 2))
                .doesNotThrowAnyException();
    }
}
