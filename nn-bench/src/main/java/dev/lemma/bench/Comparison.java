package dev.lemma.bench;

import dev.lemma.bench.report.Duel;
import dev.lemma.bench.report.Measured;
import dev.lemma.bench.report.Samples;
import dev.lemma.bench.side.Calibration;
import dev.lemma.bench.side.Cores;
import dev.lemma.bench.side.Java;
import dev.lemma.bench.side.Measure;
import dev.lemma.bench.side.Message;
import dev.lemma.bench.side.ProcessSide;
import dev.lemma.bench.side.Python;
import dev.lemma.bench.side.Side;
import dev.lemma.bench.side.SideException;
import dev.lemma.bench.side.StartupSide;
import dev.lemma.bench.workload.Case;
import dev.lemma.bench.workload.PeerScript;
import dev.lemma.bench.workload.Setup;
import dev.lemma.bench.workload.StartupWorkload;
import dev.lemma.bench.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Sets one workload against its peers. For every stage of every script: the peers' process and ours (one for each path)
 * are started and warmed, then they take turns; cases no peer does are timed alone at the end.
 *
 * @param java     the JVM that is measured
 * @param pythons  who may have the peers
 * @param scripts  the folder the scripts are unpacked to
 * @param options  how long and how often
 * @param paths    with the Vector API ({@code true}), without it ({@code false}), or both
 * @param versions collects the versions of what took part
 * @param pinning  collects how each number of threads was held on its cores
 * @param remarks  collects what could not be measured
 * @param progress is told what happens
 */
record Comparison(
        Java java,
        Python pythons,
        Path scripts,
        Options options,
        List<Boolean> paths,
        Map<String, String> versions,
        Map<Integer, String> pinning,
        Set<String> remarks,
        Consumer<String> progress) {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    /** Threads that spin before they sleep, theirs or ours, have gone to sleep when the other side starts. */
    private static final long SETTLE_MILLIS = 300;

    private static final int ALWAYS = 3;

    /**
     * How long and how often.
     *
     * @param rounds timings of each thing
     * @param budget seconds after which no further round begins beyond the third
     */
    record Options(int rounds, double budget, boolean quick) {
        Calibration calibration() {
            return quick ? Calibration.quick() : Calibration.full();
        }
    }

    private record Ours(boolean vector, Side side, Message.Ready ready, Timings timings) {}

    /** All duels of a workload with that number of threads. */
    List<Duel> run(Workload workload, int threads) throws IOException {
        List<Duel> duels = new ArrayList<>();
        Set<Case> met = new LinkedHashSet<>();
        for (PeerScript script : workload.peers()) {
            Python.Choice python = pythons.forScript(script);
            if (!python.found()) {
                remarks.add(workload.id() + ": no peers, because no Python has what " + script.file() + " needs ("
                        + python.problem() + "); ours is shown alone");
                continue;
            }
            Python.unpack(script, scripts);
            List<String> command = Python.command(python.executable(), script, threads, options.calibration());
            progress.accept(workload.id() + ", " + threads + " thread(s): building the peers of " + script.file());
            try (Side peers = ProcessSide.start(script.file(), command, Map.of(), scripts, PATIENCE, progress)) {
                for (Optional<Message.Ready> ready = peers.ready(); ready.isPresent(); ready = peers.ready()) {
                    duels.addAll(stage(workload, threads, peers, ready.get(), met));
                    peers.next();
                }
            } catch (SideException e) {
                remarks.add(workload.id() + ", " + threads + " thread(s): " + e.getMessage());
            }
        }
        List<Case> alone =
                workload.cases().stream().filter(c -> !met.contains(c)).toList();
        if (!alone.isEmpty()) {
            duels.addAll(rounds(workload, threads, alone, Optional.empty(), new Timings(), List.of()));
        }
        return duels;
    }

    private List<Duel> stage(Workload workload, int threads, Side peers, Message.Ready ready, Set<Case> met) {
        versions.putAll(ready.versions());
        ready.failed()
                .forEach(lost -> remarks.add(workload.id() + ": peer " + lost.name() + ", " + lost.dtype() + ", "
                        + threads + " thread(s): " + lost.error()));
        List<Case> cases = workload.cases().stream()
                .filter(c -> ready.timed().stream().anyMatch(t -> c.matches(t.name(), t.dtype(), t.unit())))
                .toList();
        if (cases.isEmpty()) {
            return List.of();
        }
        met.addAll(cases);
        return rounds(workload, threads, cases, Optional.of(peers), new Timings(), ready.timed());
    }

    private List<Duel> rounds(
            Workload workload,
            int threads,
            List<Case> cases,
            Optional<Side> peers,
            Timings peerTimings,
            List<Message.Timed> peersTimed) {
        List<Ours> all = new ArrayList<>();
        try {
            for (boolean vector : paths) {
                progress.accept(workload.id() + ", " + threads + " thread(s): building ours"
                        + (vector ? "" : " without the Vector API"));
                start(workload, threads, cases, vector).ifPresent(all::add);
            }
            long begin = System.nanoTime();
            for (int round = 0; round < options.rounds(); round++) {
                double spent = (System.nanoTime() - begin) * 1e-9;
                if (round >= ALWAYS && spent > options.budget()) {
                    progress.accept(String.format("stopped after %d rounds (%.0f s)", round, spent));
                    break;
                }
                progress.accept(workload.id() + ", " + threads + " thread(s): round " + (round + 1) + " of "
                        + options.rounds());
                if (peers.isPresent()) {
                    peerTimings.add(peers.get().round(), lost -> lost(workload, "peer " + lost.name(), lost));
                    settle();
                }
                for (Ours ours : all) {
                    ours.timings().add(ours.side().round(), lost -> lost(workload, "ours, " + lost.name(), lost));
                    settle();
                }
            }
            return duels(workload, threads, cases, all, peerTimings, peersTimed);
        } finally {
            all.forEach(ours -> ours.side().close());
        }
    }

    private void lost(Workload workload, String who, Message.Lost lost) {
        remarks.add(workload.id() + ": " + who + ", " + lost.dtype() + ", failed while it was timed: " + lost.error());
    }

    private Optional<Ours> start(Workload workload, int threads, List<Case> cases, boolean vector) {
        Setup setup = new Setup(threads, vector);
        Cores cores = Cores.forThreads(threads);
        pinning.put(threads, cores.description());
        Side side = side(workload, setup, cases, cores);
        try {
            Message.Ready ready = side.ready().orElseThrow(() -> new SideException("ours ended before it was ready"));
            versions.putAll(ready.versions());
            ready.failed()
                    .forEach(lost -> remarks.add(
                            workload.id() + ": ours" + (vector ? ", " : " without the Vector API, ") + lost.name()
                                    + ", " + lost.dtype() + ", " + threads + " thread(s): " + lost.error()));
            return Optional.of(new Ours(vector, side, ready, new Timings()));
        } catch (SideException e) {
            side.close();
            remarks.add(workload.id() + ", " + threads + " thread(s): " + e.getMessage());
            return Optional.empty();
        }
    }

    private Side side(Workload workload, Setup setup, List<Case> cases, Cores cores) {
        if (workload instanceof StartupWorkload startup) {
            return new StartupSide(startup, cases, setup, java, cores, scripts);
        }
        List<String> arguments = List.of(
                workload.id(),
                Integer.toString(setup.threads()),
                Boolean.toString(setup.vector()),
                options.quick() ? "quick" : "full",
                cases.stream().map(Case::key).collect(Collectors.joining(",")));
        List<String> command =
                java.command(cores, setup.vector(), workload.jvmArguments(), Measure.class.getName(), arguments);
        return ProcessSide.start("ours", command, Java.ENVIRONMENT, scripts, PATIENCE, progress);
    }

    private static List<Duel> duels(
            Workload workload,
            int threads,
            List<Case> cases,
            List<Ours> all,
            Timings peerTimings,
            List<Message.Timed> peersTimed) {
        List<Duel> duels = new ArrayList<>();
        for (Case which : cases) {
            List<Measured> peers = peersTimed.stream()
                    .filter(t -> which.matches(t.name(), t.dtype(), t.unit()))
                    .flatMap(t -> peerTimings.of(t).stream())
                    .toList();
            for (Ours ours : all) {
                ours.ready().timed().stream()
                        .filter(t -> t.name().equals(which.name()) && t.dtype().equals(which.dtype()))
                        .flatMap(t -> ours.timings().of(t).stream())
                        .map(m -> new Measured("lemma", m.samples(), m.units(), m.firstSeconds(), m.note()))
                        .forEach(m -> duels.add(new Duel(
                                workload.id(),
                                which.name(),
                                which.dtype(),
                                which.unit(),
                                threads,
                                ours.vector(),
                                m,
                                peers)));
            }
        }
        return duels;
    }

    private static void settle() {
        try {
            Thread.sleep(SETTLE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SideException("interrupted between two rounds", e);
        }
    }

    /** The rounds of one side, by what was timed. */
    private static final class Timings {
        private final Map<List<String>, List<Double>> seconds = new LinkedHashMap<>();

        void add(List<Message> answers, Consumer<Message.Lost> lost) {
            for (Message answer : answers) {
                if (answer instanceof Message.Timing t) {
                    seconds.computeIfAbsent(List.of(t.name(), t.dtype()), k -> new ArrayList<>())
                            .add(t.seconds());
                } else if (answer instanceof Message.Lost l) {
                    lost.accept(l);
                }
            }
        }

        Optional<Measured> of(Message.Timed t) {
            return Optional.ofNullable(seconds.get(List.of(t.name(), t.dtype())))
                    .map(s -> new Measured(t.name(), new Samples(s), t.units(), t.firstSeconds(), t.note()));
        }
    }
}
