package dev.lemma.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionTest {

    @Test
    void valuesAreTyped() {
        assertThat(Option.integer("n", 1, "d").parse(" 10_000 ")).isEqualTo(10_000);
        assertThat(Option.number("x", 1, "d").parse("-1e-3")).isEqualTo(-1e-3);
        assertThat(Option.integers("w", List.of(1), "d").parse("64, 256")).containsExactly(64, 256);
        assertThat(Option.path("p", "FILE", "d").parse("a/b")).isEqualTo(Path.of("a/b"));
        assertThat(Option.choice("c", "a", "d", "a", "b").parse("b")).isEqualTo("b");
    }

    @Test
    void rangesAreClosedAndSaid() {
        Option<Double> rate = Option.number("rate", 0.5, "d").between(0.0, 1.0);
        assertThat(rate.parse("0")).isZero();
        assertThat(rate.parse("1")).isOne();
        assertThatThrownBy(() -> rate.parse("1.0000001"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--rate: got \"1.0000001\", expected a number between 0 and 1 (default 0.5).");
        assertThatThrownBy(() -> rate.parse("NaN")).isInstanceOf(UsageException.class);
        Option<Integer> even = Option.integer("n", 4, "d").between(2, 8).where(n -> n % 2 == 0, "even");
        assertThat(even.expected()).isEqualTo("a whole number between 2 and 8 and even");
        assertThatThrownBy(() -> even.parse("5")).hasMessageContaining("and even");
        assertThatThrownBy(() -> even.parse("--rate")).hasMessageContaining("is the value of --n missing?");
    }

    /** An author's mistake shows when the class loads, not when somebody happens not to give the option. */
    @Test
    void ownValuesMustBeAllowed() {
        assertThatThrownBy(() -> Option.integer("n", 0, "d").between(1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its own value 0 is not");
        assertThatThrownBy(() -> Option.integer("n", 1, "d").between(1, 2).quick(3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Option.choice("c", "z", "d", "a", "b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Option.flag("--c", "d")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Option.integers("w", List.of(1), "d").between(List.of(0), List.of(2)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void quickValuesReplaceDefaultsOnly() {
        Option<Integer> epochs = Option.integer("epochs", 30, "d").quick(3);
        assertThat(epochs.value(false)).contains(30);
        assertThat(epochs.value(true)).contains(3);
        assertThat(Option.path("data", "DIR", "d").required().value(true)).isEmpty();
    }
}
