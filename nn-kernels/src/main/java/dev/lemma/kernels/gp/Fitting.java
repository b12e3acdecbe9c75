package dev.lemma.kernels.gp;

import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.descent.Minimum;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Descents from several starts, side by side. */
final class Fitting {

    private Fitting() {}

    /** All ends, the lowest first. */
    static List<Minimum> minimize(Evidence evidence, Search search) {
        double[] given = evidence.start();
        List<Array> starts = new ArrayList<>();
        starts.add(Array.vector(given.clone()));
        for (int s = 1; s < search.starts(); s++) {
            double[] moved = new double[given.length];
            Randomness.normal(search.key().at(s), moved);
            for (int i = 0; i < moved.length; i++) {
                moved[i] = given[i] + search.spread() * moved[i];
            }
            starts.add(Array.vector(moved));
        }
        List<Minimum> ends = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(starts.size(), Runtime.getRuntime().availableProcessors()), work -> {
                    Thread thread = new Thread(work, "hyper-parameters");
                    thread.setDaemon(true);
                    return thread;
                });
        try {
            List<Future<Minimum>> running = new ArrayList<>();
            for (Array start : starts) {
                running.add(threads.submit(() -> search.minimizer().minimize(evidence, start)));
            }
            for (Future<Minimum> one : running) {
                ends.add(one.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hyper-parameters were looked for", e);
        } finally {
            threads.shutdownNow();
        }
        ends.removeIf(end -> !Double.isFinite(end.value()));
        if (ends.isEmpty()) {
            throw new IllegalArgumentException("fit: the evidence is not finite at any of the " + starts.size()
                    + " starts: the Gram matrix cannot be factorised there; add Kernels.white(…) or noise(…), or begin at"
                    + " other lengths");
        }
        ends.sort((a, b) -> Double.compare(a.value(), b.value()));
        return ends;
    }
}
