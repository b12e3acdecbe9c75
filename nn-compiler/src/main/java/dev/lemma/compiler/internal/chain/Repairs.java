package dev.lemma.compiler.internal.chain;

/** The slow path of {@link Code#REPAIR} in generated classes: scratch holds n arguments, n values and n masks as 1 or 0. */
final class Repairs {
    private Repairs() {}

    static void repair(Rare rare, float[] scratch, int n) {
        for (int i = 0; i < n; i++) {
            if (scratch[2 * n + i] != 0) {
                scratch[n + i] = (float) rare.at(scratch[i]);
            }
        }
    }

    static void repair(Rare rare, double[] scratch, int n) {
        for (int i = 0; i < n; i++) {
            if (scratch[2 * n + i] != 0) {
                scratch[n + i] = rare.at(scratch[i]);
            }
        }
    }
}
