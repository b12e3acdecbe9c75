package dev.lemma.optim;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static dev.lemma.api.plugin.ExtensionPoint.SCHEDULE;

import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Schedule;
import dev.lemma.core.plugin.CorePlugin;
import dev.lemma.runtime.Catalogue;
import dev.lemma.testkit.OptimizerContract;
import dev.lemma.testkit.ScheduleContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimisers and schedules of this module, by their names, under the contracts. */
class OptimPartsTest {

    private static final Catalogue CATALOGUE = Catalogue.of(new CorePlugin(), new OptimPlugin());

    /**
     * A part, its options, and the first step from 0 where it has a closed form.
     *
     * @param decays whether it moves parameters without a gradient
     */
    private record Case(String name, Map<String, ?> options, DoubleUnaryOperator firstStep, boolean decays) {

        static Case of(String name, Map<String, ?> options, DoubleUnaryOperator firstStep) {
            return new Case(name, options, firstStep, false);
        }

        @Override
        public String toString() {
            return name + " " + options;
        }
    }

    static Stream<Case> optimizers() {
        DoubleUnaryOperator descent = g -> -0.1 * g;
        DoubleUnaryOperator adam = g -> -0.01 * g / (Math.abs(g) + 1e-8);
        Map<String, ?> rate = Map.of("rate", 0.1);
        return Stream.of(
                Case.of("sgd", rate, descent),
                Case.of("momentum", rate, descent),
                Case.of("nesterov", rate, g -> -0.19 * g),
                Case.of("adam", Map.of("rate", 0.01), adam),
                new Case("adamw", Map.of("rate", 0.01), adam, true),
                Case.of("amsgrad", Map.of("rate", 0.01), adam),
                Case.of("adamax", Map.of("rate", 0.01), adam),
                Case.of(
                        "nadam",
                        Map.of("rate", 0.01, "warmUp", 0),
                        g -> adam.applyAsDouble(g) * (0.9 * 0.1 / 0.19 + 1)),
                Case.of("radam", rate, descent),
                Case.of("adabelief", Map.of("rate", 0.01), g -> -0.01 * g / Math.sqrt(0.81 * g * g + 1e-13)),
                Case.of("adagrad", rate, g -> -0.1 * g / (Math.abs(g) + 1e-10)),
                Case.of("adadelta", Map.of("rate", 1), g -> -g * Math.sqrt(1e-6 / (0.1 * g * g + 1e-6))),
                Case.of("rmsprop", Map.of("rate", 0.01), g -> -0.01 * g / (Math.sqrt(0.01) * Math.abs(g) + 1e-8)),
                Case.of(
                        "rmsprop",
                        Map.of("rate", 0.001, "centered", true, "momentum", 0.5, "nesterov", true, "epsilon", 0.1),
                        g -> -0.0015 * g / (Math.sqrt(0.01 * 0.99) * Math.abs(g) + 0.1)),
                Case.of("lion", Map.of("rate", 0.01), g -> -0.01 * Math.signum(g)),
                new Case("lars", Map.of("rate", 0.1, "coefficient", 0.1), descent, true),
                new Case("lamb", Map.of("rate", 0.01), g -> -0.01 * g / (Math.abs(g) + 1e-6), true),
                Case.of("muon", Map.of("rate", 0.01), adam),
                Case.of(
                        "groups",
                        Map.of(
                                "chosen.leastRank",
                                2,
                                "optimizer",
                                "momentum",
                                "optimizer.rate",
                                0.01,
                                "rest",
                                "sgd",
                                "rest.rate",
                                0.1),
                        descent),
                Case.of("averaging", Map.of("optimizer", "sgd", "optimizer.rate", 0.1, "from", 5), descent),
                new Case(
                        "decoupled-decay",
                        Map.of("optimizer", "sgd", "optimizer.rate", 0.1, "rate", 1e-3),
                        descent,
                        true),
                Case.of(
                        "scheduled",
                        Map.of(
                                "optimizer",
                                "sgd",
                                "optimizer.rate",
                                1,
                                "schedule",
                                "inverse-root",
                                "schedule.initial",
                                0.1,
                                "schedule.steps",
                                100),
                        descent),
                new Case(
                        "weight-decay", Map.of("optimizer", "sgd", "optimizer.rate", 0.1, "rate", 1e-3), descent, true),
                Case.of(
                        "norm-clipping",
                        Map.of("optimizer", "sgd", "optimizer.rate", 0.1, "norm", 0.7, "epsilon", 0),
                        g -> -0.1 * Math.max(-0.7, Math.min(0.7, g))),
                Case.of(
                        "value-clipping",
                        Map.of("optimizer", "sgd", "optimizer.rate", 0.1, "bound", 0.7),
                        g -> -0.1 * Math.max(-0.7, Math.min(0.7, g))));
    }

    @Nested
    @ParameterizedClass
    @MethodSource("dev.lemma.optim.OptimPartsTest#optimizers")
    class EveryOptimizer implements OptimizerContract {

        @Parameter
        Case given;

        @Override
        public Optimizer subject() {
            return CATALOGUE.create(OPTIMIZER, given.name(), given.options());
        }

        @Override
        public Optional<DoubleUnaryOperator> firstStep() {
            return Optional.of(given.firstStep());
        }

        @Override
        public boolean movesWithoutGradient() {
            return given.decays();
        }
    }

    static Stream<Case> schedules() {
        return Stream.<Map.Entry<String, Map<String, ?>>>of(
                        Map.entry("constant", Map.of("value", 0.5)),
                        Map.entry("cosine-annealing", Map.of("start", 1, "end", 0.1, "steps", 100)),
                        Map.entry("cosine-decay", Map.of("start", 1, "end", 0.1, "steps", 100)),
                        Map.entry("cosine-restarts", Map.of("start", 1, "end", 0.1, "steps", 30, "factor", 2)),
                        Map.entry("exponential", Map.of("initial", 1, "factor", 0.99)),
                        Map.entry("inverse-root", Map.of("initial", 1, "steps", 10)),
                        Map.entry("linear", Map.of("start", 1, "end", 0, "steps", 100)),
                        Map.entry(
                                "one-cycle",
                                Map.of("start", 0.1, "peak", 1, "end", 0, "up", 30, "steps", 100, "ramp", "cosine")),
                        Map.entry("piecewise", Map.of("boundaries", List.of(10, 20), "values", "1,0.5,0.25")),
                        Map.entry("polynomial", Map.of("start", 1, "end", 0, "power", 2, "steps", 100)),
                        Map.entry("robbins-monro", Map.of("initial", 1, "steps", 10, "power", 0.75)),
                        Map.entry("step-decay", Map.of("initial", 1, "factor", 0.5, "every", 50)),
                        Map.entry("warm-up", Map.of("start", 0, "steps", 10, "then", "constant", "then.value", 1)))
                .map(each -> Case.of(each.getKey(), each.getValue(), t -> t));
    }

    @Nested
    @ParameterizedClass
    @MethodSource("dev.lemma.optim.OptimPartsTest#schedules")
    class EverySchedule implements ScheduleContract {

        @Parameter
        Case given;

        @Override
        public Schedule subject() {
            return CATALOGUE.create(SCHEDULE, given.name(), given.options());
        }
    }
}
