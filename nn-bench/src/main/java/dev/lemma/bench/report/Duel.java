package dev.lemma.bench.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One case of one workload with one number of threads: ours and the peers that alternated with it.
 *
 * @param vector whether ours ran with the Vector API
 * @param peers  none if no peer could be timed
 */
public record Duel(
        String workload,
        String caseName,
        String dtype,
        String unit,
        int threads,
        boolean vector,
        Measured ours,
        List<Measured> peers) {

    public Duel {
        peers = List.copyOf(peers);
    }

    /** Our speed divided by a peer's: above 1, we are faster. Medians, {@code peerSeconds / oursSeconds}. */
    public double ratio(Measured peer) {
        return peer.samples().median() / ours.samples().median();
    }

    /** The same with the fastest timing of each. */
    public double ratioOfBests(Measured peer) {
        return peer.samples().best() / ours.samples().best();
    }

    /** The peer with the smallest median. */
    public Optional<Measured> bestPeer() {
        return peers.stream().min(Comparator.comparingDouble(p -> p.samples().median()));
    }

    /** The peers, fastest first. */
    public List<Measured> ranked() {
        return peers.stream()
                .sorted(Comparator.comparingDouble(p -> p.samples().median()))
                .toList();
    }

    /** The case as it is shown: the path is named when it is not the usual one. */
    public String label() {
        return vector ? caseName : caseName + " (no Vector API)";
    }
}
