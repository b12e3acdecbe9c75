package dev.lemma.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lemma.bench.report.Duel;
import dev.lemma.bench.side.Java;
import dev.lemma.bench.side.Python;
import dev.lemma.bench.workload.Case;
import dev.lemma.bench.workload.PeerScript;
import dev.lemma.bench.workload.Setup;
import dev.lemma.bench.workload.StartupWorkload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole comparison: real processes on both sides, little work. */
@Timeout(120)
class ComparisonTest {

    @TempDir
    private Path folder;

    private final Map<String, String> versions = new TreeMap<>();
    private final Set<String> remarks = new LinkedHashSet<>();

    /** Starts a JVM that does nothing; its last case fails. */
    private static final class Nothing implements StartupWorkload {
        @Override
        public String id() {
            return "W98";
        }

        @Override
        public String title() {
            return "nothing";
        }

        @Override
        public List<Case> cases() {
            return List.of(
                    Case.of("start", "float32", "process"),
                    Case.of("alone", "float64", "process"),
                    Case.of("fails", "float16", "process"));
        }

        @Override
        public List<PeerScript> peers() {
            return List.of(PeerScript.of("fake_startup.py").needing("json"));
        }

        @Override
        public String mainClass(Case which) {
            return Exit.class.getName();
        }

        @Override
        public List<String> arguments(Case which, Setup setup) {
            return List.of(which.name().equals("fails") ? "1" : "0");
        }
    }

    /** The process. */
    public static final class Exit {
        private Exit() {}

        public static void main(String[] args) {
            if (args[0].equals("1")) {
                System.err.println("told to fail");
            }
            System.exit(Integer.parseInt(args[0]));
        }
    }

    private Comparison comparison(List<String> pythons, List<Boolean> paths) {
        return new Comparison(
                Java.running(),
                new Python(pythons),
                folder,
                new Comparison.Options(3, 0, true),
                paths,
                versions,
                new TreeMap<>(),
                remarks,
                message -> {});
    }

    @Test
    void bothSidesTakeTurns() throws IOException {
        assumeTrue(new Python(List.of("python3"))
                .forScript(PeerScript.of("fake_startup.py").needing("json"))
                .found());
        List<Duel> duels = comparison(List.of("python3"), List.of(true, false)).run(new Nothing(), 1);

        assertThat(duels)
                .extracting(Duel::label)
                .containsExactly("start", "start (no Vector API)", "alone", "alone (no Vector API)");
        Duel start = duels.get(0);
        assertThat(start.ours().samples().seconds()).hasSize(3);
        assertThat(start.peers()).hasSize(1);
        assertThat(start.peers().get(0).samples().seconds()).containsExactly(0.5, 0.5, 0.5);
        assertThat(start.ratio(start.peers().get(0)))
                .isEqualTo(0.5 / start.ours().samples().median());
        assertThat(duels.get(2).peers()).isEmpty();
        assertThat(versions).containsKey("python");
        String fails =
                "fails, float16, 1 thread(s): dev.lemma.bench.ComparisonTest$Exit ended with status 1: told to fail";
        assertThat(remarks).containsExactly("W98: ours, " + fails, "W98: ours without the Vector API, " + fails);
    }

    @Test
    void withoutAPythonOursIsTimedAlone() throws IOException {
        List<Duel> duels = comparison(List.of("no-such-python"), List.of(true)).run(new Nothing(), 1);
        assertThat(duels).extracting(Duel::caseName).containsExactly("start", "alone");
        assertThat(duels).allSatisfy(duel -> assertThat(duel.peers()).isEmpty());
        assertThat(remarks)
                .first()
                .asString()
                .contains("no-such-python: not found")
                .contains("alone");
    }
}
