package dev.lemma.compiler.fused;

/** Whole numbers read from an array of either type, checked to lie in their range. */
final class Places {

    private Places() {}

    static int at(String operation, Object array, int index, int extent) {
        double value = array instanceof float[] f ? f[index] : ((double[]) array)[index];
        int place = (int) value;
        if (!(value >= 0 && value < extent) || place != value) {
            throw new IndexOutOfBoundsException(
                    operation + ": index " + value + " is not a whole number in [0, " + extent + ")");
        }
        return place;
    }
}
