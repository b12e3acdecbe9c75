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
        add(cases, "optax", "adam_eps_root", 0.1, 0.05, 0.1, rate -> new Adam(rate, 0.9, 0.99, 1e-4, 1e-3));
        Optimizer adamw = new AdamW(1, 0.01).scheduled(new CosineAnnealing(0.1, 0, 100));
        add(cases, "torch", "adamw_cosine_clip", 0, 0, 0, rate -> new NormClipping(adamw, 1, 1e-6));
        variantsOfAdam(cases);
        scaledByPastGradients(cases);
        return cases.stream();
    }

    private static void variantsOfAdam(List<Arguments> cases) {
        add(cases, "torch", "amsgrad", 0.1, 0.05, 0.1, rate -> new AmsGrad(rate, 0.9, 0.95, 1e-8, false));
        add(cases, "optax", "amsgrad", 0.1, 0.05, 0.1, rate -> new AmsGrad(rate, 0.9, 0.95, 1e-8, true));
        add(
                cases,
                "torch",
                "adamw_amsgrad",
                0.1,
                0.05,
                0.1,
                rate -> new DecoupledDecay(new AmsGrad(rate, 0.8, 0.9, 1e-8, false), 0.1 * rate));
        add(cases, "torch", "adamax", 0.1, 0.05, 0.1, Adamax::new);
        add(cases, "optax", "adamax", 0.1, 0.05, 0.1, Adamax::new);
        add(cases, "torch", "nadam", 0.05, 0.02, 0.05, NAdam::new);
        add(cases, "optax", "nadam", 0.05, 0.02, 0.05, rate -> new NAdam(rate, 0.9, 0.999, 1e-8, 0, 0));
        add(cases, "torch", "radam", 0.05, 0.0005, 0.05, RAdam::new);
        add(cases, "optax", "adabelief", 0.05, 0.02, 0.05, AdaBelief::new);
        add(cases, "optax", "lion", 0.03, 0.01, 0.03, rate -> new Lion(rate, 0.02));
    }

    private static void scaledByPastGradients(List<Arguments> cases) {
        add(cases, "torch", "adagrad", 0.3, 0.1, 0.3, AdaGrad::new);
        add(
                cases,
                "torch",
                "adagrad_decay",
                0.5,
                0.2,
                0.5,
                rate -> new WeightDecay(new AdaGrad(rate, 0.1, 1e-10, 0, 0.05), 0.02));
        add(cases, "optax", "adagrad", 0.3, 0.1, 0.3, rate -> new AdaGrad(rate, 0.1, 0, 1e-7, 0));
        add(cases, "torch", "adadelta", 1, 1, 1, Adadelta::new);
        add(cases, "optax", "adadelta", 1, 1, 1, Adadelta::new);
        add(
                cases,
                "torch",
                "adadelta_weight_decay",
                2,
                2,
                2,
                rate -> new WeightDecay(new Adadelta(rate, 0.95, 1e-4), 0.01));
        add(cases, "torch", "rmsprop", 0.05, 0.01, 0.05, RmsProp::new);
        add(cases, "optax", "rmsprop", 0.01, 0.002, 0.005, rate -> rmsProp(rate, 0.9, 0, 1e-8, false));
        add(cases, "torch", "rmsprop_centered", 0.005, 0.002, 0.003, rate -> rmsProp(rate, 0.9, 1e-3, 0, true));
        add(cases, "optax", "rmsprop_centered", 0.005, 0.002, 0.002, rate -> rmsProp(rate, 0.9, 0, 1e-3, true));
        add(cases, "torch", "rmsprop_momentum", 0.01, 0.002, 0.01, rate -> rmsProp(rate, 0.95, 1e-8, 0, false)
                .withMomentum(0.8));
        add(cases, "optax", "rmsprop_momentum", 0.01, 0.002, 0.01, rate -> rmsProp(rate, 0.95, 0, 1e-8, false)
                .withMomentum(0.8));
        add(
                cases,
                "optax",
                "rmsprop_nesterov",
                0.01,
                0.002,
                0.01,
                rate -> new RmsProp(rate, 0.95, 0, 1e-8, false, 0.8, true));
        add(
                cases,
                "torch",
                "rmsprop_centered_momentum",
                0.005,
                0.002,
                0.005,
                rate -> new WeightDecay(rmsProp(rate, 0.9, 1e-5, 0, true).withMomentum(0.7), 0.01));
    }

    private static RmsProp rmsProp(double rate, double decay, double epsilon, double epsilonRoot, boolean centered) {
        return new RmsProp(rate, decay, epsilon, epsilonRoot, centered, 0, false);
    }

    /** Every run of the files is compared. */
    @Test
    void noneIsLeftOut() {
        List<String> stored = new ArrayList<>();
        TORCH.runs().forEach(run -> stored.add("torch." + run));
        OPTAX.runs().forEach(run -> stored.add("optax." + run));
        assertThat(cases().map(each -> each.get()[0] + "." + each.get()[1] + "." + each.get()[2]))
                .containsExactlyInAnyOrderElementsOf(stored);
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

    /** ρₜ is a difference of numbers near 2000, and 1 − πₜ one near 1: in float32 alone the former would be wrong by 1e-4. */
    @Test
    void theFirstStepsOfRAdamAndNAdamAreRightInFloat32() {
        assertThat(Problems.discrepancy(
                        TORCH.run("logistic", new RAdam(0.05), DType.FLOAT32).rows(0, 20),
                        TORCH.array("logistic.radam").rows(0, 20)))
                .isLessThan(5e-7);
        assertThat(Problems.discrepancy(
                        TORCH.run("logistic", new NAdam(0.05), DType.FLOAT32).rows(0, 20),
                        TORCH.array("logistic.nadam").rows(0, 20)))
                .isLessThan(2e-6);
    }
}
