package dev.lemma.runtime;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NnConfigTest {

    private final NnConfig adam = NnConfig.empty().choose(OPTIMIZER, "adam", Map.of("rate", "1e-3"));

    @Test
    void filesCommandLineAndCodeSayTheSame(@TempDir Path folder) throws IOException {
        Path properties = Files.writeString(
                folder.resolve("run.properties"), "# which\noptimizer = adam\noptimizer.rate = 1e-3\n");
        Path json = Files.writeString(
                folder.resolve("run.json"), "{\"optimizer\": {\"name\": \"adam\", \"rate\": \"1e-3\"}}");
        assertThat(NnConfig.file(properties)).isEqualTo(adam);
        assertThat(NnConfig.file(json)).isEqualTo(adam);
        assertThat(NnConfig.commandLine("--optimizer", "adam", "--optimizer.rate=1e-3"))
                .isEqualTo(adam);
    }

    /** Else rate 1e-3 would go to an optimiser that it was not meant for. */
    @Test
    void optionsOfAnotherPartAreNotCarriedOver() {
        assertThat(NnConfig.empty()
                        .choose(OPTIMIZER, "sgd", Map.of())
                        .over(adam)
                        .choice(OPTIMIZER))
                .contains(new Choice("sgd", Map.of()));
        assertThat(NnConfig.empty()
                        .choose(OPTIMIZER, "adam", Map.of("beta1", 0))
                        .over(adam)
                        .choice(OPTIMIZER))
                .contains(new Choice("adam", Map.of("rate", "1e-3", "beta1", 0)));
        assertThat(NnConfig.empty()
                        .choose(ACTIVATION, "relu", Map.of())
                        .over(adam)
                        .points())
                .containsExactlyInAnyOrder("activation", "optimizer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\" 1}; expected a colon, got \"1}\"",
                "{\"a\": tru}; expected a value, got \"tru}\"",
                "{\"a\": 01}; expected a value, got \"01}\"",
                "{\"a\": 1, \"a\": 2}; each name once",
                "{\"a\": 1} x; expected nothing more, got \"x\"",
                "{\"a\": \"\\q\"}; after \\",
                "{\"a\": [1 2]}; a comma or ]",
                "[]; expected a JSON object",
                "{\"a\": \"b; a quotation mark at the end",
            })
    void malformedJsonIsRefusedWithTheLine(String text, String message) {
        assertThatThrownBy(() -> NnConfig.json(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> NnConfig.json("[".repeat(100_000))).hasMessageContaining("at most 200 levels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "-0.0", "1.0E-300", "true", "null", "[1,[],{}]", "{\"a\":\"\\\"\\\\\\n\\ud83d\\u0001é\"}"})
    void jsonComesBack(String text) {
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void whatIsIncompleteIsRefused() {
        assertThatThrownBy(() -> NnConfig.of(Map.of("optimizer.rate", 1)))
                .hasMessage("configuration: optimizer.rate is set, but no optimizer: add optimizer = NAME");
        assertThatThrownBy(() -> NnConfig.commandLine("--optimizer")).hasMessageContaining("--optimizer needs a value");
        assertThatThrownBy(() -> NnConfig.commandLine("optimizer", "adam"))
                .hasMessageContaining("expected --NAME value");
        assertThatThrownBy(() -> NnConfig.commandLine("--optimizer=a", "--optimizer=b"))
                .hasMessageContaining("given twice");
    }
}
