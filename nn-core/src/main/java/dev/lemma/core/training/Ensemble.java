package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What training has left of many repetitions: as many trained networks or models. Immutable.
 *
 * <pre>{@code
 * Ensemble nets = Trainer.of(net, Losses.SQUARE, new Sgd(0.1)).steps(500).ensemble(Keys.range(1000)).fit(data);
 * Trained seventh = nets.member(7);
 * }</pre>
 */
public final class Ensemble {

    private final List<Trained> members;
    private final long[] broken;
    private final double[] risks;

    /**
     * @param broken the step, counted from 1, at which each left the finite numbers; 0 for those that did not
     */
    Ensemble(List<Trained> members, long[] broken, double[] risks) {
        this.members = List.copyOf(members);
        this.broken = broken;
        this.risks = risks;
    }

    /** Number of repetitions. */
    public int size() {
        return members.size();
    }

    /**
     * The i-th repetition, counted from 0 in the order of the keys.
     *
     * @throws IllegalArgumentException if it has left the finite numbers
     */
    public Trained member(int i) {
        if (broken[i] > 0) {
            throw new IllegalArgumentException("ensemble: member " + i + " left the finite numbers at step " + broken[i]
                    + ": " + broken().size() + " of " + size()
                    + " have; broken() names them. Train it alone, with the same key, to see where");
        }
        return members.get(i);
    }

    /** The members that have left the finite numbers, in order. */
    public List<Integer> broken() {
        return IntStream.range(0, broken.length)
                .filter(i -> broken[i] > 0)
                .boxed()
                .toList();
    }

    /** The risk of each member's last batch, before its last step; of several players, the sum of theirs. */
    public double[] lastRisks() {
        return risks.clone();
    }

    /**
     * The predictions of all members that are not broken, of an ensemble of single networks.
     *
     * @return {@code [members, n, …]}
     */
    public Array predict(Array x) {
        List<Integer> gone = broken();
        List<Trained> whole = IntStream.range(0, size())
                .filter(i -> !gone.contains(i))
                .mapToObj(members::get)
                .toList();
        if (whole.isEmpty()) {
            throw new IllegalArgumentException("ensemble: all " + size() + " members have left the finite numbers");
        }
        Array first = whole.get(0).predict(x);
        Array all = Array.zeros(first.type(), first.shape().batch(whole.size()));
        int each = first.shape().size();
        for (int i = 0; i < whole.size(); i++) {
            Array own = i == 0 ? first : whole.get(i).predict(x);
            System.arraycopy(own.storage(), 0, all.storage(), i * each, each);
        }
        return all;
    }
}
