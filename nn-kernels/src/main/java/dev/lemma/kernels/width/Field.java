package dev.lemma.kernels.width;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.ParameterUse;
import java.util.List;

/** What the walk knows of a node, traced for one sample. */
sealed interface Field {

    /** An expression of the input alone. */
    record Known(Tensor node) implements Field {}

    /** A parameter, scaled and moved. */
    record Parameter(ParameterUse use) implements Field {}

    /**
     * Random numbers: each element of the node is one channel of one field at one position.
     *
     * @param fields the fields
     * @param layout which element is which
     */
    record Random(List<Stage> fields, Layout layout) implements Field {}

    /**
     * Numbers that are certain in the limit.
     *
     * @param value one per position
     * @param position for each element of the node, its position
     * @param zero whether they are 0
     */
    record Mean(Certain value, int[] position, int positions, boolean zero) implements Field {}

    /**
     * Scores of attention, {@code Σ_c Q[t, c] K[s, c]} over the channels of a head: products of two independent fields, times a fixed weight each.
     *
     * @param query Q
     * @param key K
     * @param channels in a head
     * @param head for each element its head
     * @param from the position t of Q
     * @param to the position s of K
     * @param weight what the element is multiplied by
     */
    record Scores(Stage query, Stage key, int channels, int[] head, int[] from, int[] to, double[] weight)
            implements Field {

        /** The scores at these places. */
        Scores moved(int[] places) {
            int[] h = new int[places.length];
            int[] f = new int[places.length];
            int[] t = new int[places.length];
            double[] w = new double[places.length];
            for (int i = 0; i < places.length; i++) {
                h[i] = head[places[i]];
                f[i] = from[places[i]];
                t[i] = to[places[i]];
                w[i] = weight[places[i]];
            }
            return new Scores(query, key, channels, h, f, t, w);
        }

        /** Multiplied element by element. */
        Scores times(double[] factors) {
            double[] w = weight.clone();
            for (int i = 0; i < w.length; i++) {
                w[i] *= factors[i];
            }
            return new Scores(query, key, channels, head, from, to, w);
        }
    }

    /**
     * Numbers drawn anew in each pass, independent of the weights and of each other.
     *
     * @param mean of one
     * @param square mean of its square
     */
    record Noise(double mean, double square) implements Field {}

    /**
     * Which number an element of a node is.
     *
     * @param field for each element the number of the field, −1 for zero
     * @param position for each element the position
     * @param channel for each element a number of its channel, the same at all positions
     */
    record Layout(int[] field, int[] position, int[] channel) {

        /** The layout of a node whose elements are those of this at the given places, −1 for zero. */
        Layout moved(int[] places) {
            int[] f = new int[places.length];
            int[] p = new int[places.length];
            int[] c = new int[places.length];
            for (int i = 0; i < places.length; i++) {
                boolean none = places[i] < 0;
                f[i] = none ? -1 : field[places[i]];
                p[i] = none ? -1 : position[places[i]];
                c[i] = none ? -1 : channel[places[i]];
            }
            return new Layout(f, p, c);
        }
    }
}
