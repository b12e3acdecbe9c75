package dev.lemma.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void medianAndBest() {
        assertThat(new Samples(List.of(9.0, 1.0, 4.0)).median()).isEqualTo(4.0);
        assertThat(new Samples(List.of(9.0, 1.0, 4.0, 5.0)).median()).isEqualTo(4.5);
        assertThat(new Samples(List.of(9.0, 1.0, 4.0)).best()).isEqualTo(1.0);
        assertThat(new Samples(List.of(2.0)).median()).isEqualTo(2.0);
    }

    @Test
    void refusesWhatIsNoTime() {
        assertThatThrownBy(() -> new Samples(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Samples(List.of(1.0, 0.0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Samples(List.of(Double.NaN))).isInstanceOf(IllegalArgumentException.class);
    }
}
