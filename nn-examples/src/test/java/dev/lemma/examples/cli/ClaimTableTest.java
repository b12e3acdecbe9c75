package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.examples.Claim;
import dev.lemma.examples.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTableTest {

    private static final List<Claim> CLAIMS = List.of(
            Claim.atLeast("a", "Short", 0.5, 0.4),
            Claim.atMost(
                    "b",
                    "A sentence that is much too long for one line of a terminal, so that it goes on below",
                    12,
                    0.4));

    private static PrintStream nowhere() {
        return new PrintStream(new ByteArrayOutputStream());
    }

    @Test
    void columnsStandUnderTheirHeadsAndFit() {
        String table = new ClaimTable(Terminal.plain(nowhere(), nowhere())).of(CLAIMS);
        List<String> lines = table.lines().toList();
        assertThat(lines).allMatch(line -> line.length() <= 80).hasSize(5);
        assertThat(lines.get(0).indexOf("measured") + "measured".length())
                .isEqualTo(lines.get(2).indexOf("0.5") + 3);
        assertThat(lines.get(3)).startsWith("FAILS    A sentence").endsWith("≤ 0.4");
        assertThat(table).doesNotContain("\u001b");
    }

    @Test
    void coloursOnATerminalOnlyAndAsciiWhereNothingElseShows() {
        assertThat(new ClaimTable(Terminal.interactive(nowhere(), 100)).of(CLAIMS))
                .contains("\u001b[32mholds")
                .contains("\u001b[31mFAILS");
        assertThat(new ClaimTable(Terminal.plain(nowhere(), nowhere()).withoutUnicode()).of(CLAIMS))
                .matches("[\\x00-\\x7f]*")
                .contains(">= 0.4");
    }

    @Test
    void wordsLongerThanTheColumnAreCut() {
        assertThat(ClaimTable.wrapped("ab abcdefgh c", 5)).containsExactly("ab", "abcde", "fgh c");
    }
}
