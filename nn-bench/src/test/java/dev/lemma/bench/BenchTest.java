package dev.lemma.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new Bench())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void listsTheWorkloads() {
        assertThat(run()).isZero();
        assertThat(out.toString()).startsWith("W00  raw speed");
    }

    @ParameterizedTest
    @CsvSource({
        "W77, , 'Unknown workload \"W77\". Known: W00'",
        "W00, --threads=0, '--threads: got 0, expected 1 to'",
        "W00, --threads=99999, '--threads: got 99999, expected 1 to'",
        "W00, --rounds=0, '--rounds: got 0, expected at least 1'",
        "W00, --json=/no/such/folder/x.json, cannot be written",
        "W00, --java=/no/such/java, which does not start"
    })
    void misuseIsStatus2AndSaysWhatWasExpected(String workload, String option, String message) {
        int status = option == null ? run(workload) : run(workload, option);
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }
}
