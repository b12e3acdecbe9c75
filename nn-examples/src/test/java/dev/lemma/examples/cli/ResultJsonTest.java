package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.examples.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultJsonTest {

    @Test
    void stringsAreEscaped() {
        assertThat(ResultJson.quoted("a\"b\\c\n\t\u0001 é 𝔼 \uD800"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\t\\u0001 é 𝔼 \\ud800\"");
    }

    /** JSON has no NaN: such a measurement is a string, and the claim does not hold. */
    @Test
    void whatIsNoJsonNumberIsAString() {
        String json = ResultJson.of(
                "x",
                0,
                0.0004,
                List.of(
                        Claim.atLeast("a", "c", Double.NaN, 1),
                        Claim.atMost("b", "c", Double.POSITIVE_INFINITY, 1),
                        Claim.atMost("d", "c", 1e-300, 1)),
                List.of());
        assertThat(json)
                .isEqualTo(
                        "{\"example\":\"x\",\"seed\":0,\"seconds\":0,\"claims\":["
                                + "{\"id\":\"a\",\"claim\":\"c\",\"measured\":\"NaN\",\"expected\":\"≥ 1\",\"holds\":false},"
                                + "{\"id\":\"b\",\"claim\":\"c\",\"measured\":\"Infinity\",\"expected\":\"≤ 1\",\"holds\":false},"
                                + "{\"id\":\"d\",\"claim\":\"c\",\"measured\":1e-300,\"expected\":\"≤ 1\",\"holds\":true}],\"artifacts\":[]}\n");
    }
}
