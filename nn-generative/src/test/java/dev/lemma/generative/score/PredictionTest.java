package dev.lemma.generative.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.generative.Golds;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Five ways of saying one thing: each target gives every other. */
class PredictionTest {

    private static Array noise(String purpose) {
        double[] numbers = new double[12];
        Randomness.normal(Key.of(4).of(purpose), numbers);
        return Array.of(Shape.of(4, 3), numbers);
    }

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void everyTargetGivesEveryOther(Prediction from) {
        for (AffineProcess process : List.of(
                Diffusion.vp(Schedules.linear()),
                Diffusion.ve(),
                Diffusion.flow(),
                Diffusion.subVp(Schedules.linear()))) {
            List<Array> values = Program.of(Fused.executor(), in -> {
                        Moment at = process.at(Tensor.constant(DType.FLOAT64, 0.37));
                        Tensor data = in.get(0);
                        Tensor noise = in.get(1);
                        Tensor x = at.noised(data, noise);
                        List<Tensor> pairs = new ArrayList<>();
                        for (Prediction to : Prediction.values()) {
                            pairs.add(from.to(to, from.target(data, noise, at), x, at));
                            pairs.add(to.target(data, noise, at));
                        }
                        Tensor off = from.target(data, noise, at).plus(0.1);
                        pairs.add(from.to(Prediction.NOISE, off, x, at)
                                .minus(noise)
                                .abs());
                        pairs.add(from.noiseErrorPerError(at).abs().times(0.1).broadcast(x.shape()));
                        return pairs;
                    })
                    .callAll(List.of(noise("data"), noise("noise")));
            for (int i = 0; i < values.size(); i += 2) {
                double scale = 1;
                for (int j = 0; j < 12; j++) {
                    scale = Math.max(scale, Math.abs(values.get(i + 1).get(j)));
                }
                assertThat(Golds.difference(values.get(i), values.get(i + 1)))
                        .as(process + ": " + from + ", pair " + i)
                        .isCloseTo(0, within(1e-9 * scale));
            }
        }
    }
}
