package dev.lemma.bench.workload;

import java.util.List;
import java.util.stream.Collectors;

/** The workloads the command knows. */
public final class Workloads {

    private static final List<Workload> ALL = List.of(
            new RawSpeed(),
            new DenseClassifier(),
            new TinyRegression(),
            new LeNet(),
            new WideClassifier(),
            new InfiniteNetworks(),
            new EmpiricalTangentKernel(),
            new EvidenceOfProcess(),
            new CentredRegression(),
            new PlaneScattering(),
            new LineScattering(),
            new AncestralSampling(),
            new ScoreMatching(),
            new SecondOrder(),
            new FreshProcess(),
            new VariationalAutoencoder(),
            new GramMatrix(),
            new LangevinSampling(),
            new SeedEnsemble(),
            new Factorisations(),
            new FourierTransforms(),
            new PluginOptimizer());

    private Workloads() {}

    /** In the order of their names. */
    public static List<Workload> all() {
        return ALL;
    }

    /**
     * The workload of that name, in either case.
     *
     * @throws IllegalArgumentException if there is none; the message names those there are
     */
    public static Workload named(String id) {
        return ALL.stream()
                .filter(w -> w.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown workload \"" + id + "\". Known: "
                        + ALL.stream().map(Workload::id).collect(Collectors.joining(", ")) + "."));
    }
}
