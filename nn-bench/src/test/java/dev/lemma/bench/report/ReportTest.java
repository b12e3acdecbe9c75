package dev.lemma.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Measured OURS = new Measured("lemma", new Samples(List.of(0.004, 0.005, 0.0045)), 50, 1, "");
    private static final Measured SLOW =
            new Measured("torch eager", new Samples(List.of(0.010, 0.009, 0.008)), 20, 1, "a | b");
    private static final Measured FAST =
            new Measured("jax scan", new Samples(List.of(0.0054, 0.0054, 0.002)), 20, 1, "");
    private static final Duel WITH = new Duel("W01", "MLP", "float32", "step", 1, true, OURS, List.of(SLOW, FAST));
    private static final Duel FALLBACK = new Duel("W01", "MLP", "float32", "step", 2, false, OURS, List.of());
    private static final Report REPORT = new Report(
            "Machine \"X\", 2 cores",
            Map.of("java", "17"),
            Map.of(1, "taskset -c 0", 2, "cores 0,1"),
            "./lemma bench W01",
            LocalDate.of(2026, 1, 31),
            List.of(WITH, FALLBACK),
            List.of("W02: no peers"));

    @Test
    void aRatioAboveOneMeansWeAreFaster() {
        assertThat(WITH.ratio(SLOW)).isEqualTo(0.009 / 0.0045);
        assertThat(WITH.ratio(FAST)).isEqualTo(0.0054 / 0.0045);
        assertThat(WITH.ratioOfBests(FAST)).isEqualTo(0.002 / 0.004);
        assertThat(WITH.bestPeer()).contains(FAST);
        assertThat(FALLBACK.bestPeer()).isEmpty();
    }

    @Test
    void jsonHasARowForEachPeer() {
        assertThat(REPORT.json()).isEqualTo("""
                        {"machine": "Machine \\"X\\", 2 cores",
                         "rows": [
                          {"workload": "W01", "case": "MLP", "threads": 1, "dtype": "float32", "oursSeconds": 0.0045, "peer": "jax scan", "peerSeconds": 0.0054, "ratio": 1.2},
                          {"workload": "W01", "case": "MLP", "threads": 1, "dtype": "float32", "oursSeconds": 0.0045, "peer": "torch eager", "peerSeconds": 0.009, "ratio": 2.0},
                          {"workload": "W01", "case": "MLP (no Vector API)", "threads": 2, "dtype": "float32", "oursSeconds": 0.0045, "peer": null, "peerSeconds": null, "ratio": null}]}
                        """);
    }

    @Test
    void jsonOfNothingIsStillJson() {
        Report empty = new Report("m", Map.of(), Map.of(), "c", LocalDate.EPOCH, List.of(), List.of());
        assertThat(empty.json()).isEqualTo("{\"machine\": \"m\",\n \"rows\": []}\n");
    }

    @Test
    void theTerminalShowsOursAndThenThePeersFastestFirst() {
        assertThat(Report.text(WITH)).isEqualTo("""
                        W01 MLP, float32, 1 thread (time per step, 3 rounds)
                                        median     best  ratio  ratio of bests
                          lemma        4.50 ms  4.00 ms
                          jax scan     5.40 ms  2.00 ms   1.20            0.50
                          torch eager  9.00 ms  8.00 ms   2.00            2.00  a | b
                        """);
    }

    @Test
    void theSummaryHasALineForEachCase() {
        assertThat(REPORT.summary()).isEqualTo("""
                          workload  case                 dtype    threads     ours  ours, best  best peer   median     best  ratio  ratio of bests
                          W01       MLP                  float32        1  4.50 ms     4.00 ms  jax scan   5.40 ms  2.00 ms   1.20            0.50
                          W01       MLP (no Vector API)  float32        2  4.50 ms     4.00 ms  none
                        """);
    }

    @Test
    void thePageNamesCommandMachineVersionsAndDate() {
        String page = REPORT.markdown();
        assertThat(page)
                .contains("    ./lemma bench W01\n")
                .contains("- Date: 2026-01-31\n")
                .contains("- Machine: Machine \"X\", 2 cores\n")
                .contains("- Versions: java 17\n")
                .contains("- Cores: 1 thread: taskset -c 0; 2 threads: cores 0,1\n")
                .contains("- W02: no peers\n")
                .contains(
                        "| W01 | MLP | float32 | 1 | 4.50 ms | 4.00 ms | jax scan | 5.40 ms | 2.00 ms | 1.20 | 0.50 |\n")
                .contains("| torch eager | 9.00 ms | 8.00 ms | 2.00 | 2.00 | a \\| b |\n");
    }
}
