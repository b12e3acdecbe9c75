package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.core.network.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingStepTest {

    private static final Layer SCALE =
            (scope, x) -> x.times(scope.bias("scale", Shape.of(1), (shape, in, out) -> new Law.Constant(1)));
    private static final Loss NOTHING =
            (prediction, target) -> prediction.minus(target).times(0);
    /** Halving rounds 2⁻¹⁴⁹ to zero; this rounds it to itself. */
    private static final Optimizer DECAYING = (gradient, slots) ->
            Update.by(gradient).store("mean", slots.full("mean", 1).times(0.75).plus(gradient));

    @ParameterizedTest
    @EnumSource(DType.class)
    void slotsDecayToZeroAndNotToSubnormalNumbers(DType type) {
        Network network = Network.of(Shape.of(1), SCALE).as(type);
        TrainingStep step = new TrainingStep(network, NOTHING, DECAYING, Shape.of(2, 1), Shape.of(2, 1), 2);
        Execution execution = new FusedExecutor(1).open(step.routine());
        execution.load(step.places().get(TrainingStep.THETA), network.initialArray(Key.of(0)));
        step.initial().forEach((name, value) -> execution.load(step.places().get(name), value));
        execution.put(0, Array.of(Shape.of(2), new double[] {0, 1}).as(type));
        execution.put(1, TrainingStep.key(type, Key.of(0)));

        double average = 1;
        int steps = 0;
        while (average >= type.smallestNormal()) {
            execution.run();
            double next = execution.read(step.places().get("mean")).get(0);
            assertThat(next).isIn(type.round(type.round(average) * 0.75), 0.0);
            average = next;
            steps++;
        }

        assertThat(average).isZero();
        assertThat(steps).isEqualTo((int) Math.ceil(Math.log(type.smallestNormal()) / Math.log(0.75)));
    }
}
