package dev.lemma.testkit;

import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every loss does: it is least where the prediction is right, and the risk is a mean over samples. */
public interface LossContract {

    /** What targets are. */
    enum Targets {
        /** Any numbers, in the shape of the prediction. */
        VALUES,
        /** −1 and 1, in the shape of the prediction. */
        SIGNS,
        /** 0 and 1, in the shape of the prediction. */
        BITS,
        /** Whole numbers below the extent of the prediction's last axis. */
        CLASSES
    }

    /** What is tested. */
    Loss subject();

    /** What kind of targets the loss takes: values unless said otherwise. */
    default Targets targets() {
        return Targets.VALUES;
    }

    /** Six predictions: [6, 1], or [6, 4] for classes. */
    default Array prediction() {
        return targets() == Targets.CLASSES ? Numbers.normal("prediction", 6, 4) : Numbers.normal("prediction", 6, 1);
    }

    /** Targets that belong to {@link #prediction}. */
    default Array target() {
        return switch (targets()) {
            case VALUES -> Numbers.normal("target", 6, 1);
            case SIGNS -> Array.matrix(new double[][] {{1}, {-1}, {-1}, {1}, {1}, {-1}});
            case BITS -> Array.matrix(new double[][] {{1}, {0}, {0}, {1}, {1}, {0}});
            case CLASSES -> Array.vector(0, 3, 1, 1, 2, 0);
        };
    }

    /** A prediction for {@link #target} that no other is better than. */
    default Array best() {
        double[] y = target().toDoubles();
        return switch (targets()) {
            case VALUES -> target();
            case SIGNS ->
                Array.of(
                        target().shape(),
                        Arrays.stream(y).map(sign -> 30 * sign).toArray());
            case BITS ->
                Array.of(
                        target().shape(),
                        Arrays.stream(y).map(bit -> 60 * bit - 30).toArray());
            case CLASSES ->
                Array.of(
                        prediction().shape(),
                        IntStream.range(0, 24)
                                .mapToDouble(i -> i % 4 == y[i / 4] ? 30 : 0)
                                .toArray());
        };
    }

    /** Whether losses below 0 occur, as for densities. */
    default boolean mayBeNegative() {
        return false;
    }

    @Test
    default void itsDerivativeIsThatOfItsValue() {
        UnaryOperator<Tensor> f = p -> subject().apply(p, Tensor.literal(target()));
        NDArrayAssert.assertThat(Numbers.gradient(f, prediction())
                        .reshape(prediction().shape().size()))
                .isCloseTo(Numbers.differences(f, prediction()), new Tolerance(1e-8, 1e-7));
    }

    @Test
    default void theRiskIsAMeanOverSamples() {
        double sum = 0;
        int n = prediction().shape().extent(0);
        for (int i = 0; i < n; i++) {
            sum += risk(prediction().rows(i, i + 1), target().rows(i, i + 1));
        }
        Assertions.assertThat(risk(prediction(), target()))
                .isCloseTo(sum / n, Assertions.within(1e-12 * (1 + Math.abs(sum))));
    }

    @Test
    default void isNotNegative() {
        if (!mayBeNegative()) {
            double[] losses = Numbers.value(p -> subject().apply(p, Tensor.literal(target())), prediction())
                    .toDoubles();
            Assertions.assertThat(Arrays.stream(losses).boxed().toList()).allMatch(loss -> loss >= 0);
        }
    }

    @Test
    default void isLeastWhereThePredictionIsRight() {
        double least = risk(best(), target());
        Assertions.assertThat(risk(prediction(), target())).isGreaterThan(least);
        for (double step : new double[] {1e-3, -1e-3, 0.1, -0.1, 1, -1}) {
            double[] direction =
                    Numbers.normal("direction", best().shape().size()).toDoubles();
            double[] moved = best().toDoubles();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += step * direction[i];
            }
            Assertions.assertThat(risk(Array.of(best().shape(), moved), target()))
                    .isGreaterThanOrEqualTo(least - 1e-12);
        }
    }

    @Test
    default void singlePrecisionAgrees() {
        Array p = Numbers.single(prediction());
        Array t = Numbers.single(target());
        NDArrayAssert.assertThat(Numbers.value(x -> subject().apply(x, Tensor.literal(t)), p))
                .isCloseTo(
                        Numbers.value(
                                x -> subject().apply(x, Tensor.literal(t.as(DType.FLOAT64))), p.as(DType.FLOAT64)),
                        new Tolerance(1e-5, 1e-5));
    }

    private double risk(Array prediction, Array target) {
        return Numbers.value(p -> subject().risk(p, Tensor.literal(target)), prediction)
                .item();
    }
}
