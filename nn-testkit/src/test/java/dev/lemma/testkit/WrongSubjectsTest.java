package dev.lemma.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Schedule;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Parts with one thing wrong fail the tests of that thing and no others. */
class WrongSubjectsTest {

    /** Names of the failing tests of a class; there are others that pass. */
    private static Set<String> failing(Class<?> contract) {
        List<Event> finished = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents()
                .finished()
                .list();
        assertThat(finished).hasSizeGreaterThanOrEqualTo(3);
        return finished.stream()
                .filter(event ->
                        event.getRequiredPayload(TestExecutionResult.class).getStatus() == Status.FAILED)
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static class SignErrorInADerivative implements ActivationContract {
        @Override
        public Activation subject() {
            return x -> x.sin()
                    .withGradient(
                            List.of(x),
                            (y, cotangent) -> List.of(cotangent.times(x.cos()).negate()));
        }
    }

    static class MixingNumbers implements ActivationContract {
        @Override
        public Activation subject() {
            return x -> x.minus(x.mean()).tanh();
        }
    }

    static class OtherShape implements ActivationContract {
        @Override
        public Activation subject() {
            return x -> x.tanh().reshape(x.shape().size());
        }
    }

    static class Overflowing implements ActivationContract {
        @Override
        public Activation subject() {
            return x -> x.exp().plus(1).log();
        }
    }

    static class UndeclaredKink implements ActivationContract {
        @Override
        public Activation subject() {
            return x -> x.relu();
        }
    }

    static class Cancelling implements ActivationContract {
        @Override
        public Activation subject() {
            return x -> x.plus(1e4).minus(1e4);
        }
    }

    static class AnotherEachTime implements ActivationContract {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public Activation subject() {
            double slope = 1 + calls.getAndIncrement();
            return x -> x.times(slope);
        }

        @Override
        public void itsDerivativeIsThatOfItsValue() {}

        @Override
        public void actsOnEachNumberByItself() {}

        @Override
        public void singlePrecisionAgrees() {}
    }

    @Test
    void activations() {
        assertThat(failing(SignErrorInADerivative.class)).containsExactly("itsDerivativeIsThatOfItsValue");
        assertThat(failing(MixingNumbers.class)).containsExactly("actsOnEachNumberByItself");
        assertThat(failing(OtherShape.class)).containsExactly("keepsShapeAndType");
        assertThat(failing(Overflowing.class)).containsExactly("isFiniteWithinItsReach");
        assertThat(failing(UndeclaredKink.class)).containsExactly("itsDerivativeIsThatOfItsValue");
        assertThat(failing(Cancelling.class)).containsExactly("singlePrecisionAgrees");
        assertThat(failing(AnotherEachTime.class)).containsExactly("isTheSameFunctionEachTime");
    }

    static class NegativeSquare implements LossContract {
        @Override
        public Loss subject() {
            return (p, t) -> p.minus(t).square().negate();
        }
    }

    static class SumOfSquares implements LossContract {
        @Override
        public Loss subject() {
            return (p, t) -> p.minus(t).square().sum();
        }
    }

    static class OffCentre implements LossContract {
        @Override
        public Loss subject() {
            return (p, t) -> p.minus(t).minus(0.5).square();
        }
    }

    static class WrongLossDerivative implements LossContract {
        @Override
        public Loss subject() {
            return (p, t) -> p.minus(t)
                    .square()
                    .withGradient(List.of(p), (y, cotangent) -> List.of(cotangent.times(p.minus(t))));
        }
    }

    @Test
    void losses() {
        assertThat(failing(NegativeSquare.class)).containsExactly("isLeastWhereThePredictionIsRight", "isNotNegative");
        assertThat(failing(SumOfSquares.class)).containsExactly("theRiskIsAMeanOverSamples");
        assertThat(failing(OffCentre.class)).containsExactly("isLeastWhereThePredictionIsRight");
        assertThat(failing(WrongLossDerivative.class)).containsExactly("itsDerivativeIsThatOfItsValue");
    }

    private static Optimizer of(BiFunction<Tensor, Slots, Update> rule) {
        return of(rule, UpdateScaling.LINEAR);
    }

    private static Optimizer of(BiFunction<Tensor, Slots, Update> rule, UpdateScaling scaling) {
        return new Optimizer() {
            @Override
            public UpdateScaling scaling() {
                return scaling;
            }

            @Override
            public Update update(Tensor gradient, Slots slots) {
                return rule.apply(gradient, slots);
            }
        };
    }

    static class Ascent implements OptimizerContract {
        @Override
        public Optimizer subject() {
            return of((g, slots) -> Update.by(g.times(0.01)));
        }
    }

    /** Steps of one size, and does not say so. */
    static class UndeclaredScaling implements OptimizerContract {
        @Override
        public Optimizer subject() {
            return of((g, slots) ->
                    Update.by(g.sign().times(slots.step().reciprocal().times(-0.5))));
        }
    }

    /** Adam, but for m̂ and v̂: its first step is (1 − β₁)/√(1 − β₂) times too long. */
    static class MissingBiasCorrection implements OptimizerContract {
        @Override
        public Optimizer subject() {
            return of(
                    (g, slots) -> {
                        Tensor m = slots.zeros("m").times(0.9).plus(g.times(0.1));
                        Tensor v = slots.zeros("v").times(0.999).plus(g.square().times(0.001));
                        return Update.by(m.dividedBy(v.sqrt().plus(1e-8)).times(-0.01))
                                .store("m", m)
                                .store("v", v);
                    },
                    UpdateScaling.SCALE_FREE);
        }

        @Override
        public Optional<DoubleUnaryOperator> firstStep() {
            return Optional.of(g -> -0.01 * g / (Math.abs(g) + 1e-8));
        }
    }

    /** Remembers in a field how often it was compiled. */
    static class StateOutsideTheSlots implements OptimizerContract {
        private final AtomicInteger compiled = new AtomicInteger();
        private final Optimizer only = of((g, slots) -> Update.by(g.times(-0.1 / compiled.incrementAndGet())));

        @Override
        public Optimizer subject() {
            return only;
        }
    }

    static class SlotNotAskedFor implements OptimizerContract {
        @Override
        public Optimizer subject() {
            return of((g, slots) -> Update.by(g.times(-0.1)).store("memory", g));
        }
    }

    static class UndeclaredDecay implements OptimizerContract {
        @Override
        public Optimizer subject() {
            return of((g, slots) -> Update.by(g.plus(slots.theta().times(0.01)).times(-0.1)));
        }
    }

    static class RateTooLarge implements OptimizerContract {
        @Override
        public Optimizer subject() {
            return of((g, slots) -> Update.by(g.times(-3)));
        }
    }

    @Test
    void optimizers() {
        assertThat(failing(Ascent.class)).containsExactly("descendsQuadratics", "theFirstStepGoesDownhill");
        assertThat(failing(UndeclaredScaling.class)).containsExactly("stepsFollowTheGradientAsSaid");
        assertThat(failing(MissingBiasCorrection.class)).containsExactly("theFirstStepIsItsFormula");
        assertThat(failing(StateOutsideTheSlots.class))
                .containsExactly("repeatsItselfBitForBit", "resumesBitForBit", "stepsFollowTheGradientAsSaid");
        assertThat(failing(SlotNotAskedFor.class)).containsExactly("storesOnlySlotsThatItAskedFor");
        assertThat(failing(UndeclaredDecay.class)).containsExactly("standsStillWithoutAGradient");
        assertThat(failing(RateTooLarge.class)).containsExactly("descendsQuadratics");
    }

    /** A normal law with something changed. */
    private record Changed(double said, double shift, double factor, boolean ignoresTheKey, AtomicInteger draws)
            implements Law {
        @Override
        public double standardDeviation() {
            return said;
        }

        @Override
        public Array draw(Key key, Shape shape) {
            Key used = ignoresTheKey ? Key.of(draws.getAndIncrement()) : key;
            double[] x = new Law.Normal(1).draw(used, shape).toDoubles();
            return Array.of(shape, Arrays.stream(x).map(v -> factor * v + shift).toArray());
        }

        @Override
        public Law scaled(double by) {
            return new Changed(said * by, shift * by, factor * by, ignoresTheKey, draws);
        }
    }

    private static Initializer initializer(double said, double shift, boolean ignoresTheKey) {
        return (shape, in, out) -> new Changed(said, shift, 0.1, ignoresTheKey, new AtomicInteger());
    }

    static class VarianceForDeviation implements InitializerContract {
        @Override
        public Initializer subject() {
            return initializer(0.01, 0, false);
        }
    }

    static class Shifted implements InitializerContract {
        @Override
        public Initializer subject() {
            return initializer(0.1, 0.01, false);
        }
    }

    static class DeafToTheKey implements InitializerContract {
        @Override
        public Initializer subject() {
            return initializer(0.1, 0, true);
        }
    }

    static class LawThatDoesNotScale implements InitializerContract {
        @Override
        public Initializer subject() {
            return (shape, in, out) -> new Law() {
                @Override
                public double standardDeviation() {
                    return 0.1;
                }

                @Override
                public Array draw(Key key, Shape shape) {
                    return new Law.Normal(0.1).draw(key, shape);
                }

                @Override
                public Law scaled(double factor) {
                    return this;
                }
            };
        }
    }

    @Test
    void initializers() {
        assertThat(failing(VarianceForDeviation.class)).containsExactly("hasTheStandardDeviationThatItSays");
        assertThat(failing(Shifted.class)).containsExactly("hasMeanZero");
        assertThat(failing(DeafToTheKey.class)).containsExactly("numbersFollowFromTheKey");
        assertThat(failing(LawThatDoesNotScale.class)).containsExactly("scalesByAFactor");
    }

    static class NegativeInTheEnd implements ScheduleContract {
        @Override
        public Schedule subject() {
            return step -> step.times(-0.01).plus(1);
        }
    }

    static class VectorSchedule implements ScheduleContract {
        @Override
        public Schedule subject() {
            return step -> step.times(0).plus(1).reshape(1);
        }
    }

    @Test
    void schedules() {
        assertThat(failing(NegativeInTheEnd.class)).containsExactly("isFiniteAndNotNegative");
        assertThat(failing(VectorSchedule.class)).containsExactly("isAScalarOfTheStepsType");
    }

    private abstract static class OnFour implements LayerContract {
        @Override
        public Shape sample() {
            return Shape.of(4);
        }
    }

    static class MixingSamples extends OnFour {
        @Override
        public Layer subject() {
            return (Activation) x -> x.minus(x.mean(0));
        }
    }

    static class WrongWeightDerivative extends OnFour {
        @Override
        public Layer subject() {
            return new Layer() {
                @Override
                public Tensor apply(Scope scope, Tensor x) {
                    Tensor gain = scope.parameter("gain", Shape.of(4), new Law.Constant(1));
                    return x.stopGradient()
                            .times(gain)
                            .withGradient(
                                    List.of(gain, x),
                                    (y, c) -> List.of(c.times(x).sum(0).times(2), c.times(gain)));
                }
            };
        }
    }

    static class OtherParametersEachTime extends OnFour {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Layer subject() {
            String name = "gain" + count.getAndIncrement();
            return new Layer() {
                @Override
                public Tensor apply(Scope scope, Tensor x) {
                    return x.times(scope.parameter(name, Shape.of(4), new Law.Constant(1)));
                }
            };
        }
    }

    static class NotFiniteInTraining extends OnFour {
        @Override
        public Layer subject() {
            return new Layer() {
                @Override
                public Tensor apply(Scope scope, Tensor x) {
                    return scope.training() ? x.square().negate().log() : x.tanh();
                }
            };
        }
    }

    @Test
    void layers() {
        assertThat(failing(MixingSamples.class)).containsExactly("keepsSamplesApartInEvaluation");
        assertThat(failing(WrongWeightDerivative.class))
                .containsExactly("itsDerivativeInTheParametersIsThatOfItsValue");
        assertThat(failing(OtherParametersEachTime.class)).containsExactly("declaresTheSameEachTime");
        assertThat(failing(NotFiniteInTraining.class)).containsExactly("isFiniteInTrainingToo");
    }

    /** Sums in place of means: as steep as √2, and it says 1. */
    static class SumsForMeans implements PoolingContract {
        @Override
        public Pooling subject() {
            return new Pooling() {
                @Override
                public Tensor apply(Tensor x, int axes) {
                    Tensor y = x;
                    for (int axis = x.rank() - axes; axis < x.rank(); axis++) {
                        int n = y.shape().extent(axis);
                        y = y.slice(axis, 0, n, 2).plus(y.slice(axis, 1, n, 2));
                    }
                    return y;
                }

                @Override
                public int factor() {
                    return 2;
                }

                @Override
                public double lipschitz(int axes) {
                    return 1;
                }
            };
        }
    }

    static class PoolingWithAnOffset implements PoolingContract {
        @Override
        public Pooling subject() {
            return new Pooling() {
                @Override
                public Tensor apply(Tensor x, int axes) {
                    return x.plus(1);
                }

                @Override
                public int factor() {
                    return 1;
                }

                @Override
                public double lipschitz(int axes) {
                    return 1;
                }
            };
        }
    }

    /** Two filters that pass everything: A = B = 2, and it says 1. */
    static class TooMuch implements FrameContract {
        @Override
        public Frame subject() {
            return grid -> {
                double[] ones = new double[grid.size()];
                Arrays.fill(ones, 1);
                return Atoms.of(Atom.of("φ", grid, ones), List.of(Atom.of("ψ", grid, ones)));
            };
        }

        @Override
        public boolean isParseval() {
            return true;
        }
    }

    @Test
    void poolingsAndFrames() {
        assertThat(failing(SumsForMeans.class)).containsExactly("isAsSteepAsItSays");
        assertThat(failing(PoolingWithAnOffset.class)).containsExactly("takesZeroToZero");
        assertThat(failing(TooMuch.class)).containsExactly("givesFiltersOnTheGridThatIsAskedFor");
    }
}
