package dev.lemma.bench.report;

import dev.lemma.bench.side.Json;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run of the command.
 *
 * @param machine  the machine in one line
 * @param versions name to version of what took part
 * @param pinning  number of threads to how they were held on their cores
 * @param command  how the run was started
 * @param date     the day
 * @param duels    what was measured, in order
 * @param remarks  what was not, and why; what disturbed the run
 */
public record Report(
        String machine,
        Map<String, String> versions,
        Map<Integer, String> pinning,
        String command,
        LocalDate date,
        List<Duel> duels,
        List<String> remarks) {

    private static final List<String> DUEL_HEAD = List.of("", "median", "best", "ratio", "ratio of bests", "");
    private static final List<String> SUMMARY_HEAD = List.of(
            "workload",
            "case",
            "dtype",
            "threads",
            "ours",
            "ours, best",
            "best peer",
            "median",
            "best",
            "ratio",
            "ratio of bests");

    public Report {
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        pinning = Collections.unmodifiableMap(new TreeMap<>(pinning));
        duels = List.copyOf(duels);
        remarks = List.copyOf(remarks);
    }

    /**
     * {@code {"machine","rows":[{"workload","case","threads","dtype","oursSeconds","peer","peerSeconds","ratio"}]}}: a row
     * for each peer, medians, six significant figures. A case without peers has one row in which the last three are null.
     */
    public String json() {
        List<Object> rows = new ArrayList<>();
        for (Duel duel : duels) {
            if (duel.peers().isEmpty()) {
                rows.add(row(duel, null));
            }
            duel.ranked().forEach(peer -> rows.add(row(duel, peer)));
        }
        String lines = rows.stream().map(Json::write).collect(Collectors.joining(",\n  "));
        return "{\"machine\": " + Json.write(machine) + ",\n \"rows\": [" + (rows.isEmpty() ? "" : "\n  " + lines)
                + "]}\n";
    }

    private static Map<String, @Nullable Object> row(Duel duel, @Nullable Measured peer) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("workload", duel.workload());
        row.put("case", duel.label());
        row.put("threads", duel.threads());
        row.put("dtype", duel.dtype());
        row.put("oursSeconds", Figures.rounded(duel.ours().samples().median()));
        row.put("peer", peer == null ? null : peer.name());
        row.put(
                "peerSeconds",
                peer == null ? null : Figures.rounded(peer.samples().median()));
        row.put("ratio", peer == null ? null : Figures.rounded(duel.ratio(peer)));
        return row;
    }

    /** One duel for the terminal: ours first, then the peers, fastest first. */
    public static String text(Duel duel) {
        return title(duel) + "\n" + table(duel).text();
    }

    /** A line per duel, against its best peer, for the terminal. */
    public String summary() {
        return summaryTable().text();
    }

    /** The page {@code docs/benchmarks.md}. */
    public String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("# Benchmarks\n\n")
                .append(
                        "Our speed against other libraries on one machine, in one run. Written by the command below; run it again for your machine.\n\n")
                .append("    ")
                .append(command)
                .append("\n\n")
                .append("- Date: ")
                .append(date)
                .append('\n')
                .append("- Machine: ")
                .append(machine)
                .append('\n')
                .append("- Versions: ")
                .append(versions.entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", ")))
                .append('\n')
                .append("- Cores: ")
                .append(pinning.entrySet().stream()
                        .map(e -> Figures.threads(e.getKey()) + ": " + e.getValue())
                        .collect(Collectors.joining("; ")))
                .append("\n\n")
                .append(
                        "How it is measured: ours and the peers are processes that build, compile and warm up first and then take turns, a round of the\n")
                .append(
                        "peers, a round of ours. One thread means pinned to one core, two threads to two. A timing lasts at least 0.2 s. Shown are medians\n")
                .append(
                        "over the rounds and the fastest timing. **Ratio** is our speed divided by the peer's: above 1, we are faster. What each workload\n")
                .append("is, and the rules of timing, stand in `nn-bench/src/main/python/peers/README.md`.\n\n")
                .append("## Against the best peer\n\n")
                .append(summaryTable().markdown());
        if (!remarks.isEmpty()) {
            page.append("\n## Remarks\n\n");
            remarks.forEach(remark ->
                    page.append("- ").append(remark.replace("\n", " ")).append('\n'));
        }
        page.append("\n## Every peer\n");
        for (Duel duel : duels) {
            page.append("\n### ")
                    .append(title(duel))
                    .append("\n\n")
                    .append(table(duel).markdown());
        }
        return page.toString();
    }

    private static String title(Duel duel) {
        return duel.workload() + " " + duel.label() + ", " + duel.dtype() + ", " + Figures.threads(duel.threads())
                + " (time per " + duel.unit() + ", "
                + duel.ours().samples().seconds().size() + " rounds)";
    }

    private static Table table(Duel duel) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "lemma",
                Figures.time(duel.ours().samples().median()),
                Figures.time(duel.ours().samples().best()),
                "",
                "",
                duel.ours().note()));
        for (Measured peer : duel.ranked()) {
            rows.add(List.of(
                    peer.name(),
                    Figures.time(peer.samples().median()),
                    Figures.time(peer.samples().best()),
                    Figures.ratio(duel.ratio(peer)),
                    Figures.ratio(duel.ratioOfBests(peer)),
                    peer.note()));
        }
        return new Table(DUEL_HEAD, rows);
    }

    private Table summaryTable() {
        List<List<String>> rows = new ArrayList<>();
        for (Duel duel : duels) {
            Optional<Measured> best = duel.bestPeer();
            rows.add(List.of(
                    duel.workload(),
                    duel.label(),
                    duel.dtype(),
                    Integer.toString(duel.threads()),
                    Figures.time(duel.ours().samples().median()),
                    Figures.time(duel.ours().samples().best()),
                    best.map(Measured::name).orElse("none"),
                    best.map(p -> Figures.time(p.samples().median())).orElse(""),
                    best.map(p -> Figures.time(p.samples().best())).orElse(""),
                    best.map(p -> Figures.ratio(duel.ratio(p))).orElse(""),
                    best.map(p -> Figures.ratio(duel.ratioOfBests(p))).orElse("")));
        }
        return new Table(SUMMARY_HEAD, rows);
    }
}
