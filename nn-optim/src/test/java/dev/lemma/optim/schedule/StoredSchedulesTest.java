package dev.lemma.optim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.io.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rates of 200 steps, against PyTorch and optax. */
class StoredSchedulesTest {

    private static Map<String, Array> stored() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("reference"))) {
            folder = folder.getParent();
        }
        assertThat(folder).isNotNull();
        return Npz.read(folder.resolve("reference/optim/schedules.npz"));
    }

    static Stream<Arguments> cases() {
        double up = 0.3 * 201 - 1;
        return Stream.of(
                Arguments.of("torch.constant", new Constant(0.1)),
                Arguments.of("torch.step", new StepDecay(0.1, 0.5, 30)),
                Arguments.of("torch.multistep", Piecewise.multiStep(0.1, 0.3, List.of(20, 50, 120))),
                Arguments.of("torch.exponential", new Exponential(0.1, 0.97)),
                Arguments.of("torch.cosine", new CosineAnnealing(0.1, 0.001, 150)),
                Arguments.of("torch.cosine_restarts", new CosineRestarts(0.1, 0.002, 20, 2)),
                Arguments.of("torch.linear_warmup", new Linear(0.01, 0.1, 60)),
                Arguments.of("torch.polynomial", new Polynomial(0.1, 0, 2, 120)),
                Arguments.of("torch.onecycle_cos", new OneCycle(1 / 25.0, 1, 1 / 25.0 / 1e4, up, 200, Ramp.COSINE)),
                Arguments.of("torch.onecycle_cos.momentum", new OneCycle(0.95, 0.85, 0.95, up, 200, Ramp.COSINE)),
                Arguments.of("torch.onecycle_linear", new OneCycle(1 / 25.0, 1, 1 / 25.0 / 1e4, up, 200, Ramp.LINEAR)),
                Arguments.of("torch.onecycle_linear.momentum", new OneCycle(0.95, 0.85, 0.95, up, 200, Ramp.LINEAR)),
                Arguments.of("torch.warmup_cosine", WarmUp.cosine(0.001, 0.1, 0, 20, 180)),
                Arguments.of("optax.cosine_decay", new CosineDecay(0.1, 0.005, 150)),
                Arguments.of("optax.warmup_cosine_decay", WarmUp.cosine(0.01, 0.1, 0.001, 20, 160)),
                Arguments.of("optax.exponential_decay", new Exponential(0.1, 0.5, 40)),
                Arguments.of("optax.exponential_staircase", new StepDecay(0.1, 0.5, 40)),
                Arguments.of("optax.linear", new Linear(0, 0.1, 50, 10)),
                Arguments.of("optax.polynomial", new Polynomial(0.1, 0.01, 3, 120)),
                Arguments.of("optax.piecewise_constant", new Piecewise(List.of(50, 120), List.of(0.1, 0.01, 0.005))),
                Arguments.of("optax.cosine_onecycle", new OneCycle(1, 200)));
    }

    private static double[] values(Schedule schedule, DType type, double... steps) {
        Program program = Program.of(Fused.executor(), leaves -> List.of(schedule.at(leaves.get(0))));
        return Arrays.stream(steps)
                .map(step -> program.call(Array.scalar(step).as(type)).item())
                .toArray();
    }

    private static double[] steps(int count) {
        return IntStream.range(0, count).asDoubleStream().toArray();
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followTheOtherLibrary(String name, Schedule schedule) {
        double[] expected = stored().get(name).toDoubles();
        assertThat(expected).hasSize(200);
        assertThat(values(schedule, DType.FLOAT64, steps(200)))
                .containsExactly(expected, within(1e-12 * largest(expected)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areTheSameInFloat32UpToRounding(String name, Schedule schedule) {
        double[] expected = stored().get(name).toDoubles();
        assertThat(values(schedule, DType.FLOAT32, steps(200)))
                .containsExactly(expected, within(2e-6 * largest(expected)));
    }

    /** Every array of the file is compared. */
    @Test
    void noneIsLeftOut() {
        assertThat(cases().map(arguments -> (String) arguments.get()[0]))
                .containsExactlyInAnyOrderElementsOf(stored().keySet());
    }

    /** Restarts at 7, 7 + 21, 7 + 21 + 63, … in both types, as far as 10⁶ steps. */
    @Test
    void restartsHappenAtTheirStep() {
        for (DType type : DType.values()) {
            long begin = 0;
            for (long length = 7; begin + length < 1_000_000; length *= 3) {
                begin += length;
                double[] around = values(new CosineRestarts(1, 0, 7, 3), type, begin - 1, begin, begin + 1);
                assertThat(around[0]).isBetween(0.0, 0.06 * 7 * 7 / length / length * 2 + 1e-6);
                assertThat(around[1]).isEqualTo(1);
                assertThat(around[2]).isBetween(0.9, 1.0);
            }
            assertThat(values(new CosineRestarts(1, 0, 7, 1), type, 6, 7, 700_000))
                    .satisfies(v -> {
                        assertThat(v[0]).isLessThan(0.06);
                        assertThat(v[1]).isEqualTo(1);
                        assertThat(v[2]).isEqualTo(1);
                    });
        }
    }

    @Test
    void theInverseRootIsHalfAfterThreeTimesItsSteps() {
        assertThat(values(new InverseRoot(0.4, 10), DType.FLOAT64, 0, 30, 990))
                .containsExactly(new double[] {0.4, 0.2, 0.04}, within(1e-15));
    }

    @Test
    void robbinsAndMonrosRatesFallWithAPower() {
        assertThat(values(new RobbinsMonro(0.4, 10, 1), DType.FLOAT64, 0, 10, 30))
                .containsExactly(new double[] {0.4, 0.2, 0.1}, within(1e-16));
        assertThat(values(new RobbinsMonro(0.4, 10, 0.75), DType.FLOAT64, 150))
                .containsExactly(new double[] {0.05}, within(1e-16));
        assertThatThrownBy(() -> new RobbinsMonro(0.4, 10, 0.5)).hasMessageContaining("(1/2, 1]");
        assertThatThrownBy(() -> new RobbinsMonro(0.4, 10, 1.1)).hasMessageContaining("got 1.1");
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new StepDecay(0.1, 0, 3)).hasMessageContaining("factor");
        assertThatThrownBy(() -> new Piecewise(List.of(3, 3), List.of(1.0, 2.0, 3.0)))
                .hasMessageContaining("increase");
        assertThatThrownBy(() -> new Piecewise(List.of(3), List.of(1.0))).hasMessageContaining("one value more");
        assertThatThrownBy(() -> new OneCycle(0, 1, 0, 5, 5, Ramp.LINEAR)).hasMessageContaining("steps - up");
        assertThatThrownBy(() -> new CosineDecay(Double.NaN, 0, 5)).hasMessageContaining("start");
        assertThatThrownBy(() -> new Linear(0, 1, 0)).hasMessageContaining("steps");
        Tensor step = Tensor.input("t", DType.FLOAT64);
        assertThat(new Constant(3).at(step).shape()).isEqualTo(step.shape());
    }
}
