package org.example.waves;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.training.Optimizer;
import dev.lemma.testkit.OptimizerContract;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class YogiTest implements OptimizerContract {

    @Override
    public Optimizer subject() {
        return new Yogi(1e-2);
    }

    /** m̂ = g and v̂ = g² at the first step, by the formula on paper. */
    @Override
    public Optional<DoubleUnaryOperator> firstStep() {
        return Optional.of(g -> -1e-2 * g / (Math.abs(g) + 1e-8));
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Yogi(0)).hasMessageContaining("rate");
        assertThatThrownBy(() -> new Yogi(1e-3, 1, 0.999, 1e-8)).hasMessageContaining("beta1");
    }
}
