package dev.lemma.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.training.Optimizer;
import dev.lemma.optim.schedule.CosineAnnealing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The first 100 points on three functions, against PyTorch and optax, to 1e-12 of the largest coordinate. */
class StoredTrajectoriesTest {

    private static final Problems TORCH = Problems.read("torch");
    private static final Problems OPTAX = Problems.read("optax");

    private static void add(
            List<Arguments> cases,
            String library,
            String name,
            double quadratic,
            double rosenbrock,
            double logistic,
            DoubleFunction<Optimizer> optimizer) {
        cases.add(Arguments.of(library, "quadratic", name, optimizer.apply(quadratic)));
        cases.add(Arguments.of(library, "rosenbrock", name, optimizer.apply(rosenbrock)));
        cases.add(Arguments.of(library, "logistic", name, optimizer.apply(logistic)));
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (String library : List.of("torch", "optax")) {
            add(cases, library, "sgd", 0.15, 0.001, 1, Sgd::new);
            add(cases, library, "momentum", 0.02, 0.0002, 0.3, rate -> new Momentum(rate, 0.9));
            add(cases, library, "nesterov", 0.02, 0.0002, 0.3, rate -> new Nesterov(rate, 0.9));
            add(cases, library, "adam", 0.1, 0.05, 0.1, Adam::new);
            add(cases, library, "adamw", 0.1, 0.05, 0.1, rate -> new AdamW(rate, 0.05));
        }
        add(cases, "optax", "sgd_clip", 0.15, 0.001, 1, rate -> new NormClipping(new Sgd(rate), 1));
        add(cases, "torch", "sgd_clip", 0.15, 0.001, 1, rate -> new NormClipping(new Sgd(rate), 1, 1e-6));
        add(
                cases,
                "torch",
                "adam_clip",
                0.03,
                0.015,
                0.03,
                rate -> new NormClipping(new Adam(rate, 0.9, 0.99, 0.01), 1, 1e-6));
        add(
                cases,
                "torch",
                "momentum_clip",
                0.06,
                0.0006000000000000001,
                0.8999999999999999,
                rate -> new NormClipping(new Momentum(rate, 0.9), 1, 1e-6));
        add(cases, "torch", "sgd_weight_decay", 0.15, 0.001, 1, rate -> new WeightDecay(new Sgd(rate), 0.05));
        add(cases, "torch", "momentum_dampening", 0.05, 0.001, 0.5, rate -> new Momentum(rate, 0.8, 0.3));
        add(
                cases,
                "torch",
                "nesterov_weight_decay",
                0.02,
                0.0002,
                0.3,
                rate -> new WeightDecay(new Nesterov(rate, 0.95), 0.01));
        add(cases, "torch", "adam_large_eps", 0.1, 0.05, 0.1, rate -> new Adam(rate, 0.9, 0.99, 0.01));
        add(cases, "torch", "adam_weight_decay", 0.1, 0.05, 0.1, rate -> new WeightDecay(new Adam(rate), 0.05));
        Optimizer adamw = new AdamW(1, 0.01).scheduled(new CosineAnnealing(0.1, 0, 100));
        add(cases, "torch", "adamw_cosine_clip", 0, 0, 0, rate -> new NormClipping(adamw, 1, 1e-6));
        return cases.stream();
    }

    /**
     * How far rounding alone takes a second implementation is stored with the data: 9.2e-14 for one run, whose tolerance is
     * 100 times that.
     */
    private static double tolerance(String problem, String name) {
        return problem.equals("rosenbrock") && name.equals("adamw_cosine_clip") ? 9.2e-12 : 1e-12;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followTheOtherLibrary(String library, String problem, String name, Optimizer optimizer) {
        Problems problems = library.equals("torch") ? TORCH : OPTAX;
        assertThat(Problems.discrepancy(
                        problems.run(problem, optimizer, DType.FLOAT64), problems.array(problem + "." + name)))
                .isLessThan(tolerance(problem, name));
    }

    /** The tolerance tells the two clippings apart. */
    @Test
    void clippingOfTheOtherLibraryIsNoticed() {
        double wrong = Problems.discrepancy(
                TORCH.run("quadratic", new NormClipping(new Sgd(0.15), 1), DType.FLOAT64),
                TORCH.array("quadratic.sgd_clip"));
        assertThat(wrong).isGreaterThan(1e-9);
    }

    /** In float32 the first steps of Adam would be off by 1e-5 if 1 − βᵗ were a difference of rounded numbers. */
    @Test
    void theFirstStepsOfAdamAreRightInFloat32() {
        assertThat(Problems.discrepancy(
                        TORCH.run("logistic", new Adam(0.1), DType.FLOAT32).rows(0, 4),
                        TORCH.array("logistic.adam").rows(0, 4)))
                .isLessThan(2.5e-7);
    }
}
