package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The batch of a training step trains many networks as one program: each as it trains alone. */
class BatchedStepTest {

    /** Adam, whose slots come to depend on θ. */
    private record Moments() implements Optimizer {
        @Override
        public Update update(Tensor gradient, Slots slots) {
            Tensor m = slots.zeros("m").times(0.9).plus(gradient.times(0.1));
            Tensor v = slots.zeros("v").times(0.999).plus(gradient.square().times(0.001));
            Tensor t = slots.step();
            Tensor rate = t.powerOf(0.999)
                    .negate()
                    .plus(1)
                    .sqrt()
                    .dividedBy(t.powerOf(0.9).negate().plus(1));
            return Update.by(m.dividedBy(v.sqrt().plus(1e-8)).times(rate).times(-1e-3))
                    .store("m", m)
                    .store("v", v);
        }
    }

    private static Array uniform(Key key, int... extents) {
        double[] numbers = new double[Shape.of(extents).size()];
        Randomness.uniform(key, numbers);
        return Array.of(Shape.of(extents), numbers);
    }

    private static Array rows(Key key, int batch, int samples) {
        double[] numbers = uniform(key, batch).toDoubles();
        for (int i = 0; i < batch; i++) {
            numbers[i] = Math.floor(numbers[i] * samples);
        }
        return Array.vector(numbers);
    }

    private static void load(TrainingStep step, Execution execution, Array x, Array y) {
        execution.load(step.places().get(TrainingStep.FEATURES), x);
        execution.load(step.places().get(TrainingStep.TARGETS), y);
    }

    @Test
    void manySeedsAreOneProgram() {
        int seeds = 3;
        int steps = 20;
        DType type = DType.FLOAT64;
        int width = 8;
        Network net = Network.of(
                        Shape.of(2),
                        Sequential.of(
                                new Dense(width), Activations.TANH, new Dense(width), Activations.TANH, new Dense(1)))
                .as(type);
        Array x = uniform(Key.of(1), 100, 2).as(type);
        Array y = uniform(Key.of(2), 100, 1).as(type);
        TrainingStep step = new TrainingStep(net, Losses.SQUARE, new Moments(), x.shape(), y.shape(), 4);
        Routine routine = step.routine();
        int theta = step.places().get(TrainingStep.THETA);
        int batch = routine.inputs().get(0).shape().size();
        Routine together = routine.batch(
                seeds,
                List.of(
                        routine.inputs().get(0),
                        routine.inputs().get(1),
                        routine.states().get(theta)));
        assertThat(together.states()
                        .get(step.places().get(TrainingStep.FEATURES))
                        .shape())
                .as("data are shared")
                .isEqualTo(x.shape());

        Executor executor = new FusedExecutor(1);
        Execution many = executor.open(together);
        load(step, many, x, y);
        double[] start = new double[seeds * net.parameterCount()];
        List<Execution> alone = new ArrayList<>();
        for (int k = 0; k < seeds; k++) {
            Array initial = net.initialArray(Key.of(k));
            System.arraycopy(initial.toDoubles(), 0, start, k * net.parameterCount(), net.parameterCount());
            Execution one = executor.open(routine);
            load(step, one, x, y);
            one.load(theta, initial);
            alone.add(one);
        }
        many.load(theta, Array.of(Shape.of(seeds, net.parameterCount()), start).as(type));
        for (int t = 0; t < steps; t++) {
            double[] chosen = new double[seeds * batch];
            double[] keys = new double[seeds * 4];
            for (int k = 0; k < seeds; k++) {
                Key key = Key.of(k).at(t);
                System.arraycopy(rows(key, batch, 100).toDoubles(), 0, chosen, k * batch, batch);
                System.arraycopy(Tensor.keyWords(DType.FLOAT64, key).toDoubles(), 0, keys, 4 * k, 4);
                alone.get(k).put(0, rows(key, batch, 100).as(type));
                alone.get(k).put(1, TrainingStep.key(type, key));
            }
            many.put(0, Array.of(Shape.of(seeds, batch), chosen).as(type));
            many.put(1, Array.of(Shape.of(seeds, 4), keys).as(type));
            many.run();
            alone.forEach(Execution::run);
        }
        Array all = many.read(theta);
        for (int k = 0; k < seeds; k++) {
            Array own = alone.get(k).read(theta);
            for (int i = 0; i < net.parameterCount(); i++) {
                assertThat(all.get(k * net.parameterCount() + i))
                        .as("seed " + k + ", parameter " + i)
                        .isCloseTo(own.get(i), Offset.offset(1e-11));
            }
        }
    }

    @Test
    void onlyLeavesOfTheRoutineCanBeMapped() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2);
        Routine routine = Routine.of(List.of(x), List.of(x.exp()));
        assertThatThrownBy(() -> routine.batch(3, List.of(Tensor.input("y", DType.FLOAT64, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither an input nor a state");
    }
}
