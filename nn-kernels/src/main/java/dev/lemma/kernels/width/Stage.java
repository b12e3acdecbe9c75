package dev.lemma.kernels.width;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.kernels.width.dual.Dual;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A random field of an infinitely wide network: infinitely many channels, equal in law and independent, at some positions (the pixels of an image, the places of
 * a sequence, one for a vector). What is known of it are the covariances between positions, at one input and between two.
 */
sealed interface Stage {

    /** Number of positions. */
    int positions();

    /** Height and width if the positions are those of an image, row by row; null if not. */
    @Nullable
    Grid grid();

    /** Whether the channels are Gaussian, so that a nonlinearity may follow. */
    boolean gaussian();

    /** The weights that the field is linear in: fields without a common one are uncorrelated. */
    Set<String> atoms();

    /** An image of positions. */
    record Grid(int height, int width) {}

    /**
     * Which positions of a field the terms of a sum are at.
     *
     * @param places for each tap and each row (position of the result) the position of the operand, −1 for none
     * @param counts for each tap the number of channels
     */
    record Taps(int[][] places, double[] counts) {

        /** Whether each row is one position of the operand, in order. */
        boolean isIdentity(int positions) {
            if (places.length != 1 || places[0].length != positions) {
                return false;
            }
            for (int i = 0; i < positions; i++) {
                if (places[0][i] != i) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The taps of a window.
     *
     * @param window which window
     * @param rows for each row of the image that it slides over, the row of the operand
     * @param columns likewise
     */
    record Windowed(Window2D window, int[] rows, int[] columns) {}

    /**
     * What a parameter adds.
     *
     * @param variance at the start
     * @param rate the square of its factor, times its learning rate
     * @param scales whether the variance stands in the factor, so that the rate is in proportion to it
     */
    record Weight(String name, double variance, double rate, boolean scales) {}

    /**
     * The first weight on what the input is turned into by fixed operations: {@code Σₖ w[k] φ(x)[row, k]}.
     *
     * @param features φ(x), an expression of the input alone
     * @param rows for each position the elements of φ(x), −1 for zero
     */
    record Source(
            Tensor features,
            int[][] rows,
            Weight weight,
            @Nullable Grid grid) implements Stage {
        @Override
        public int positions() {
            return rows.length;
        }

        @Override
        public boolean gaussian() {
            return true;
        }

        @Override
        public Set<String> atoms() {
            return Set.of(weight.name());
        }
    }

    /** A part of a contraction's operand. */
    record Part(Stage field, Taps taps, @Nullable Windowed window) {}

    /** A weight on random fields side by side. */
    record Contraction(
            List<Part> parts,
            int positions,
            Weight weight,
            @Nullable Grid grid) implements Stage {
        @Override
        public boolean gaussian() {
            return true;
        }

        @Override
        public Set<String> atoms() {
            return Set.of(weight.name());
        }
    }

    /** A field made of one other, number by number or place by place: what is not said otherwise is as of that. */
    sealed interface Behind extends Stage {

        /** The field before. */
        Stage input();

        @Override
        default int positions() {
            return input().positions();
        }

        @Override
        default @Nullable Grid grid() {
            return input().grid();
        }

        @Override
        default boolean gaussian() {
            return input().gaussian();
        }

        @Override
        default Set<String> atoms() {
            return input().atoms();
        }
    }

    /** A bias added; {@code everywhere} if it is the same at all positions, else each has its own. */
    record Shift(Stage input, Weight weight, boolean everywhere) implements Behind {
        @Override
        public Set<String> atoms() {
            Set<String> atoms = new HashSet<>(input.atoms());
            atoms.add(weight.name());
            return atoms;
        }
    }

    /** Multiplied by a parameter that starts at a constant, one per channel. */
    record Gain(Stage input, double factor, double rate, boolean everywhere) implements Behind {}

    /** The sum of two uncorrelated fields. */
    record Sum(Stage a, Stage b) implements Stage {
        @Override
        public int positions() {
            return a.positions();
        }

        @Override
        public @Nullable Grid grid() {
            return a.grid();
        }

        @Override
        public boolean gaussian() {
            return a.gaussian() && b.gaussian();
        }

        @Override
        public Set<String> atoms() {
            Set<String> atoms = new HashSet<>(a.atoms());
            atoms.addAll(b.atoms());
            return atoms;
        }
    }

    /** A function of each number. */
    record Nonlinear(Stage input, Dual dual) implements Behind {
        @Override
        public boolean gaussian() {
            return false;
        }
    }

    /** Multiplied by a constant. */
    record Scaled(Stage input, double factor) implements Behind {}

    /** Multiplied by a number that is certain in the limit, for each position. */
    record Modulated(Stage input, Certain factor) implements Behind {}

    /** Sums over positions within each channel, without weights: pooling. */
    record Mix(
            Stage input, Taps taps, int positions, @Nullable Grid grid) implements Behind {}

    /**
     * Linear attention with infinitely many heads: {@code Σ_s G[t, s] V[s]}, with scores G of each head by two further fields.
     *
     * @param query Q
     * @param key K
     * @param value V; Q, K and V have no weights in common
     * @param channels of Q in a head
     * @param queryAt position of Q for each t
     * @param keyAt position of K for each s
     * @param valueAt position of V for each s
     * @param weight what the score of t and s is multiplied by
     */
    record Attended(
            Stage query,
            Stage key,
            Stage value,
            int channels,
            int[] queryAt,
            int[] keyAt,
            int[] valueAt,
            double[][] weight)
            implements Stage {
        @Override
        public int positions() {
            return queryAt.length;
        }

        @Override
        public @Nullable Grid grid() {
            return null;
        }

        @Override
        public boolean gaussian() {
            return false;
        }

        @Override
        public Set<String> atoms() {
            return value.atoms();
        }
    }

    /** Each number multiplied by one that is drawn anew in each pass: dropout in training. */
    record Dropped(Stage input, double mean, double square) implements Behind {
        @Override
        public boolean gaussian() {
            return false;
        }
    }
}
