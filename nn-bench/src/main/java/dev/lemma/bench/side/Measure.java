package dev.lemma.bench.side;

import dev.lemma.bench.workload.Case;
import dev.lemma.bench.workload.Setup;
import dev.lemma.bench.workload.SteadyWorkload;
import dev.lemma.bench.workload.Work;
import dev.lemma.bench.workload.Workload;
import dev.lemma.bench.workload.Workloads;
import dev.lemma.compiler.internal.blas.Blas;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The process that measures us: {@code Measure W01 threads vector calibration case,case}. Started by the command, which
 * pins it and gives it the flags of the path that is measured; {@code vector} is {@code true} or {@code false},
 * {@code calibration} {@code full} or {@code quick}, and a case is named by {@link Case#key()}.
 */
public final class Measure {

    private record Prepared(Case which, Work work, int units) {}

    private Measure() {}

    /** Speaks the protocol on the standard streams. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        Workload workload = Workloads.named(args[0]);
        Setup setup = new Setup(Integer.parseInt(args[1]), Boolean.parseBoolean(args[2]));
        Calibration calibration = args[3].equals("quick") ? Calibration.quick() : Calibration.full();
        List<String> keys = List.of(args[4].split(","));
        if (!(workload instanceof SteadyWorkload steady)) {
            throw new IllegalArgumentException(workload.id() + " is timed as a whole process, not by this one");
        }
        serve(
                steady,
                setup,
                calibration,
                keys,
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                out);
        System.exit(0);
    }

    static void serve(
            SteadyWorkload workload,
            Setup setup,
            Calibration calibration,
            List<String> keys,
            BufferedReader words,
            PrintStream out)
            throws IOException {
        List<Prepared> prepared = new ArrayList<>();
        List<Message.Timed> timed = new ArrayList<>();
        List<Message.Lost> failed = new ArrayList<>();
        for (Case which : workload.cases()) {
            if (!keys.contains(which.key())) {
                continue;
            }
            try {
                long start = System.nanoTime();
                Work work = workload.prepare(which, setup);
                work.run(1);
                double first = (System.nanoTime() - start) * 1e-9;
                int units = calibration.warm(work);
                prepared.add(new Prepared(which, work, units));
                timed.add(new Message.Timed(which.name(), which.dtype(), which.unit(), units, first, work.note()));
                System.err.printf("# %s built+first %.2f s, %d per timing%n", which.key(), first, units);
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                e.printStackTrace();
                failed.add(new Message.Lost(which.name(), which.dtype(), e.toString()));
            }
        }
        say(out, new Message.Ready(timed, failed, versions(), pinned()));
        for (String line = words.readLine(); line != null; line = words.readLine()) {
            if (line.strip().equals("next")) {
                break;
            }
            if (line.strip().equals("go")) {
                prepared.forEach(p -> say(out, time(p)));
                say(out, new Message.Done());
            }
        }
        prepared.forEach(p -> p.work().close());
    }

    private static Message time(Prepared p) {
        try {
            long start = System.nanoTime();
            p.work().run(p.units());
            double seconds = (System.nanoTime() - start) * 1e-9 / p.units();
            return new Message.Timing(p.which().name(), p.which().dtype(), seconds);
        } catch (RuntimeException e) {
            return new Message.Lost(p.which().name(), p.which().dtype(), e.toString());
        }
    }

    private static void say(PrintStream out, Message message) {
        out.println(Message.format(message));
        out.flush();
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        versions.put("our products", Blas.best().description());
        return versions;
    }

    private static String pinned() {
        return Cores.allowed().stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
