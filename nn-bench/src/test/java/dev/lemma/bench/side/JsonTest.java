package dev.lemma.bench.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsWhatPythonWrites() {
        Object value = Json.read("{\"a\": [1, -2.5e-3, true, null], \"b\": {\"c\": \"x\\u00b5\\n\\\"\"}, \"d\": []}");
        assertThat(value)
                .isEqualTo(Map.of(
                        "a", Arrays.asList(1.0, -0.0025, true, null), "b", Map.of("c", "xµ\n\""), "d", List.of()));
    }

    @Test
    void writesInOrderAndReadsItBack() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", List.of(0.5, "tab\t", false));
        map.put("control", "\u0001");
        String text = Json.write(map);
        assertThat(text).isEqualTo("{\"z\": 1, \"a\": [0.5, \"tab\\t\", false], \"control\": \"\\u0001\"}");
        assertThat(Json.write(Json.read(text))).isEqualTo(text.replace("\"z\": 1,", "\"z\": 1.0,"));
        assertThat(Json.write(Map.of())).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\" 1}",
                "[1,]",
                "01",
                "1.",
                "NaN",
                "\"open",
                "\"\\u00g0\"",
                "\"\\x\"",
                "1 2",
                "nul",
                "-"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void refusesEndlessNesting() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).hasMessageContaining("levels");
    }

    @Test
    void doesNotWriteNumbersJsonHasNot() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
