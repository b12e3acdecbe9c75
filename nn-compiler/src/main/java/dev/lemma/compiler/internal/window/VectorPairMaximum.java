package dev.lemma.compiler.internal.window;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * {@link PairMaximum} in the Vector API: even and odd columns of two rows are separated by shuffles, and the first of the
 * greatest is kept by three masked moves, without a branch that data could mislead. Loaded only if {@link VectorSwitch} says
 * so.
 */
final class VectorPairMaximum implements PairMaximum {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Every other lane of two vectors laid end to end; lanes of the second are the exceptional ones. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);

    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(SPECIES, i -> (2 * i + 1) % LANES);
    private static final VectorMask<Float> UPPER = upper();
    private static final FloatVector TWICE = FloatVector.zero(SPECIES).addIndex(2);

    private static VectorMask<Float> upper() {
        boolean[] upper = new boolean[LANES];
        for (int i = LANES / 2; i < LANES; i++) {
            upper[i] = true;
        }
        return VectorMask.fromArray(SPECIES, upper, 0);
    }

    @Override
    public void planes(
            int planes,
            float[] x,
            int from,
            int inH,
            int inW,
            float[] places,
            int to,
            float @Nullable [] values,
            int valuesTo) {
        int outH = inH / 2;
        int outW = inW / 2;
        // Places overwrite values where only places are wanted.
        float[] maxima = values == null ? places : values;
        int maximaTo = values == null ? to : valuesTo;
        for (int plane = 0; plane < planes; plane++) {
            int start = plane * inH * inW;
            for (int i = 0; i < outH; i++) {
                for (int j = 0; j < outW; j += LANES) {
                    int at = (plane * outH + i) * outW + j;
                    int place = 2 * (i * inW + j);
                    // A whole vector reads and writes beyond its row, but not beyond the last plane: later rows are
                    // written later.
                    if (at + LANES <= planes * outH * outW && start + place + inW + 2 * LANES <= planes * inH * inW) {
                        vector(x, from + start + place, inW, place, places, to + at, maxima, maximaTo + at);
                    } else {
                        int n = Math.min(LANES, outW - j);
                        PlainPairMaximum.row(x, from + start, place, inW, n, places, to + at, maxima, maximaTo + at);
                    }
                }
            }
        }
    }

    private static void vector(
            float[] x, int at, int inW, int place, float[] places, int to, float[] values, int valuesTo) {
        FloatVector a = FloatVector.fromArray(SPECIES, x, at);
        FloatVector b = FloatVector.fromArray(SPECIES, x, at + LANES);
        FloatVector c = FloatVector.fromArray(SPECIES, x, at + inW);
        FloatVector d = FloatVector.fromArray(SPECIES, x, at + inW + LANES);
        FloatVector v0 = a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER);
        FloatVector v1 = a.rearrange(ODD).blend(b.rearrange(ODD), UPPER);
        FloatVector v2 = c.rearrange(EVEN).blend(d.rearrange(EVEN), UPPER);
        FloatVector v3 = c.rearrange(ODD).blend(d.rearrange(ODD), UPPER);
        FloatVector p0 = TWICE.add(place);
        VectorMask<Float> m1 = better(v0, v1);
        FloatVector w1 = v0.blend(v1, m1);
        FloatVector q1 = p0.blend(p0.add(1), m1);
        VectorMask<Float> m2 = better(w1, v2);
        FloatVector w2 = w1.blend(v2, m2);
        FloatVector q2 = q1.blend(p0.add(inW), m2);
        VectorMask<Float> m3 = better(w2, v3);
        w2.blend(v3, m3).intoArray(values, valuesTo);
        q2.blend(p0.add(inW + 1), m3).intoArray(places, to);
    }

    /** Where the second is greater, or the first NaN: a is a number and not at least b. */
    private static VectorMask<Float> better(FloatVector a, FloatVector b) {
        VectorMask<Float> number = a.compare(VectorOperators.EQ, a);
        return a.compare(VectorOperators.GE, b).not().and(number);
    }
}
