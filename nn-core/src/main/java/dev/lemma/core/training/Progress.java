package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far a training has come: everything that changes in it besides the arrays of its memory. */
final class Progress {

    long done;
    double lossSum;
    /** Of several players; empty for one. */
    final double[] riskSums;

    double bestLoss = Double.POSITIVE_INFINITY;
    int epochsSinceBest;
    /** The parameters, as they are used, and states of the smallest validation loss, by name; empty where they are not kept. */
    final Map<String, Array> best = new LinkedHashMap<>();

    final List<Epoch> history = new ArrayList<>();
    private long earlierDone;
    private double earlierLossSum;
    private final double[] earlierRiskSums;

    Progress(int players) {
        this.riskSums = new double[players > 1 ? players : 0];
        this.earlierRiskSums = riskSums.clone();
    }

    /** A step has been made on so many examples. */
    void add(double risk, double[] risks, int examples) {
        done++;
        lossSum += risk * examples;
        for (int i = 0; i < riskSums.length; i++) {
            riskSums[i] += risks[i] * examples;
        }
    }

    /**
     * An epoch of so many places has ended: it enters the history, and the next begins.
     *
     * @param validated whether there are validation data: their loss is then compared with the smallest so far
     */
    Epoch endEpoch(int length, Validation.Seen seen, boolean validated) {
        if (validated && seen.loss() < bestLoss) {
            bestLoss = seen.loss();
            epochsSinceBest = 0;
        } else if (validated) {
            epochsSinceBest++;
        }
        List<Double> means = new ArrayList<>();
        for (double sum : riskSums) {
            means.add(sum / length);
        }
        Epoch epoch = new Epoch(history.size() + 1, done, lossSum / length, seen.loss(), seen.metric(), means);
        history.add(epoch);
        clearSums();
        return epoch;
    }

    /** A new epoch begins. */
    void clearSums() {
        lossSum = 0;
        Arrays.fill(riskSums, 0);
    }

    /** Whether the epoch that has just ended had the smallest validation loss so far. */
    boolean isBest() {
        return epochsSinceBest == 0 && bestLoss < Double.POSITIVE_INFINITY;
    }

    /** Whether there was no better epoch for so many; never for 0. */
    boolean lostPatience(int patience) {
        return patience > 0 && epochsSinceBest >= patience;
    }

    /** Steps that had been made at the moment to go back to. */
    long earlierDone() {
        return earlierDone;
    }

    /** Makes this moment the one to go back to. */
    void keep() {
        earlierDone = done;
        earlierLossSum = lossSum;
        System.arraycopy(riskSums, 0, earlierRiskSums, 0, riskSums.length);
    }

    void goBack() {
        done = earlierDone;
        lossSum = earlierLossSum;
        System.arraycopy(earlierRiskSums, 0, riskSums, 0, riskSums.length);
    }
}
